import fc from 'fast-check';
import { decide, type Evidence, type Verdict } from './verdict.ts';

const fine: Evidence = {
  spam: 'PASS',
  virus: 'PASS',
  spf: 'PASS',
  dkim: 'PASS',
  dmarc: 'PASS',
  dmarcPolicy: 'none',
  isBlocked: false,
  isAllowed: false,
};

describe('the verdicts on a mail', () => {
  it.each<[string, Partial<Evidence>, string]>([
    ['all is well', {}, 'deliver'],
    ['it has a virus', { virus: 'FAIL' }, 'quarantine virus'],
    ['it has a virus and an allowed sender', { virus: 'FAIL', isAllowed: true }, 'quarantine virus'],
    ['its sender is blocked', { isBlocked: true }, 'quarantine blocked'],
    ['it is spam', { spam: 'FAIL' }, 'quarantine spam'],
    ['it is spam of an allowed sender', { spam: 'FAIL', isAllowed: true }, 'deliver'],
    [
      'it claims an allowed sender',
      { dmarc: 'FAIL', dmarcPolicy: 'reject', isAllowed: true },
      'quarantine forged',
    ],
    ['its domain wants forgeries refused', { dmarc: 'FAIL', dmarcPolicy: 'reject' }, 'quarantine forged'],
    [
      'its domain wants forgeries set aside',
      { dmarc: 'FAIL', dmarcPolicy: 'quarantine' },
      'quarantine forged',
    ],
    ['its domain asks for nothing', { dmarc: 'FAIL' }, 'mark unverified'],
    ['nobody vouches for it', { dmarc: 'GRAY', spf: 'FAIL', dkim: 'GRAY' }, 'mark unverified'],
    ['its servers vouch for it', { dmarc: 'GRAY', spf: 'PASS', dkim: 'GRAY' }, 'deliver'],
    ['its signature vouches for it', { dmarc: 'GRAY', spf: 'FAIL', dkim: 'PASS' }, 'deliver'],
    ['it could not be scanned', { virus: 'PROCESSING_FAILED' }, 'mark unscanned'],
    ['spam could not be told', { spam: 'PROCESSING_FAILED' }, 'deliver'],
  ])('where %s', (_, evidence, expected) => {
    const { action, reason } = decide({ ...fine, ...evidence });
    expect(reason === undefined ? action : `${action} ${reason}`).toBe(expected);
  });

  const verdict = fc.constantFrom<Verdict>('PASS', 'FAIL', 'GRAY', 'PROCESSING_FAILED', 'DISABLED');
  const evidence = fc.record<Evidence>({
    spam: verdict,
    virus: verdict,
    spf: verdict,
    dkim: verdict,
    dmarc: verdict,
    dmarcPolicy: fc.constantFrom('none', 'quarantine', 'reject'),
    isBlocked: fc.boolean(),
    isAllowed: fc.boolean(),
  });

  it('never deliver a virus or a blocked sender, and never drop anything', () => {
    fc.assert(
      fc.property(evidence, (known) => {
        const { action } = decide(known);
        if (known.virus === 'FAIL' || known.isBlocked) expect(action).toBe('quarantine');
        expect(['deliver', 'mark', 'quarantine']).toContain(action);
      }),
    );
  });
});
