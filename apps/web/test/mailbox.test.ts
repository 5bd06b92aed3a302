import { explain } from '../src/mailbox/explain.ts';

const now = 1_000_000;

describe('what the mailbox says of a mail', () => {
  it.each([
    [null, 'open', 'Nothing is kept of it'],
    [{ status: 'processing', lease_until: now + 1 }, 'open', 'Being read'],
    [{ status: 'processing', lease_until: now - 1 }, 'bad', 'Reading it failed'],
    [{ status: 'ready', lease_until: now - 1 }, 'open', 'Waits for Telegram'],
    [{ status: 'done', outcome: 'summarised' }, 'good', 'Summarised in Telegram'],
    [{ status: 'done', outcome: 'unknownAddress' }, 'bad', 'Nobody has the address'],
  ] as const)('%j is %s: %s', (state, tone, title) => {
    expect(explain(state, now)).toMatchObject({ tone, title });
  });

  it('names the reason of a mark and of quarantine', () => {
    expect(explain({ status: 'done', outcome: 'summarised', facts: { reason: 'unverified' } }, now)).toEqual({
      tone: 'marked',
      title: 'Summarised in Telegram, marked',
      why: 'The sender is not confirmed: neither SPF nor DKIM nor DMARC passed.',
    });
    expect(explain({ status: 'done', outcome: 'held', facts: { reason: 'forged' } }, now)).toMatchObject({
      tone: 'held',
      why: "The sender's domain says that this is not its mail (DMARC: FAIL).",
    });
  });

  it('says when the turn of a mail comes that waits for Telegram', () => {
    expect(explain({ status: 'ready', lease_until: now + 2_100 }, now).why).toMatch('Its turn comes in 3 s');
  });

  it('shows an outcome that it does not know as it is', () => {
    expect(explain({ status: 'done', outcome: 'teleported' }, now).title).toBe('teleported');
  });
});
