import type { DnsResolver } from './dns-answers.ts';

/** What SES says of a check. */
type VerdictStatus = 'PASS' | 'FAIL' | 'GRAY' | 'PROCESSING_FAILED' | 'DISABLED';

/** What SES finds out about a mail before anyone reads it. */
export interface MailVerdicts {
  readonly spam: VerdictStatus;
  readonly virus: VerdictStatus;
  readonly spf: VerdictStatus;
  readonly dkim: VerdictStatus;
  readonly dmarc: VerdictStatus;
  /** What the sender's domain asks for, where DMARC failed. */
  readonly dmarcPolicy: 'none' | 'quarantine' | 'reject' | undefined;
  /** The results as headers say them: `spf=pass (...) ...; dkim=none; dmarc=none`. */
  readonly authenticationResults: string;
  /** What the header `Received-SPF` says. */
  readonly receivedSpf: string;
}

export interface MailSession {
  readonly raw: Buffer;
  readonly ip: string;
  /** The name by which the client greeted. */
  readonly helo: string;
  /** The sender of the envelope; empty for a bounce. */
  readonly sender: string;
}

/** Contents that every scanner takes for spam or for a virus, though they are harmless. Written apart, for scanners of sources. */
const gtube = ['XJS*C4JDBQADN1.NSBN3*2IDNEN*', 'GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X'].join('');
const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');

/** Checks a mail as SES does, except for spam and viruses: it knows only their test contents. */
export async function judgeMail(session: MailSession, resolver: DnsResolver): Promise<MailVerdicts> {
  // It takes a second to load, and most runs never receive a mail.
  const { authenticate } = await import('mailauth');
  const { raw, ip, helo, sender } = session;
  const result = await authenticate(raw, {
    ip,
    helo,
    sender,
    mta: 'amazonses.com',
    resolver,
    disableArc: true,
    disableBimi: true,
  });
  const spf = result.spf && typeof result.spf === 'object' ? result.spf : undefined;
  const dmarc = result.dmarc && typeof result.dmarc === 'object' ? result.dmarc : undefined;
  const signatures = (result.dkim?.results ?? []).map(({ status }) => status.result);
  const dkim = signatures.includes('pass') ? 'pass' : (signatures[0] ?? 'none');
  const [spfResult, dmarcResult] = [spf?.status.result ?? 'none', dmarc?.status.result ?? 'none'];
  const comment = `client-ip=${ip}; envelope-from=${sender}; helo=${helo};`;
  return {
    spam: raw.includes(gtube) ? 'FAIL' : 'PASS',
    virus: raw.includes(eicar) ? 'FAIL' : 'PASS',
    spf: statusOf(spfResult),
    dkim: statusOf(dkim),
    dmarc: statusOf(dmarcResult),
    dmarcPolicy: dmarcResult === 'fail' ? policyOf(dmarc?.policy) : undefined,
    authenticationResults: `amazonses.com; spf=${spfResult} ${comment} dkim=${dkim}; dmarc=${dmarcResult};`,
    receivedSpf: `${spfResult} (spfCheck) ${comment}`,
  };
}

/** What a check found, in SES's words. A domain that says nothing of itself is gray. */
function statusOf(result: string): VerdictStatus {
  switch (result) {
    case 'pass':
      return 'PASS';
    case 'fail':
      return 'FAIL';
    case 'temperror':
    case 'permerror':
      return 'PROCESSING_FAILED';
    default:
      return 'GRAY';
  }
}

const policies = ['none', 'quarantine', 'reject'] as const;

const policyOf = (policy: string | undefined): MailVerdicts['dmarcPolicy'] =>
  policies.find((known) => known === policy) ?? 'none';
