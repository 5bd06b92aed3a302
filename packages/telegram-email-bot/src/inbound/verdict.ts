/** What SES says of a mail by one test. */
export type Verdict = 'PASS' | 'FAIL' | 'GRAY' | 'PROCESSING_FAILED' | 'DISABLED';

/** What is known of a mail before it is shown. */
export interface Evidence {
  readonly spam: Verdict;
  readonly virus: Verdict;
  readonly spf: Verdict;
  readonly dkim: Verdict;
  readonly dmarc: Verdict;
  /** What the sender's domain asks for where DMARC fails. */
  readonly dmarcPolicy: 'none' | 'quarantine' | 'reject';
  /** The user blocked the sender. */
  readonly isBlocked: boolean;
  /** The user allowed the sender. */
  readonly isAllowed: boolean;
}

/** Why a mail is marked or held. */
export const reasons = [
  'blocked',
  'virus',
  'spam',
  'forged',
  'unverified',
  'unscanned',
  'limit',
  'loop',
  'paused',
  'refused',
] as const;

export type Reason = (typeof reasons)[number];

export interface Decision {
  /** `mark`: it is delivered with a sentence that says why to be careful. `quarantine`: it is kept and listed. */
  readonly action: 'deliver' | 'mark' | 'quarantine';
  /** None for `deliver`. */
  readonly reason?: Reason;
}

interface Row {
  readonly applies: (evidence: Evidence) => boolean;
  readonly decision: Decision;
}

const deliver: Decision = { action: 'deliver' };
const isDamaged = (verdict: Verdict): boolean => verdict === 'GRAY' || verdict === 'PROCESSING_FAILED';

/** Whether somebody vouches for the sender: the domain by DMARC, or at least its servers or its signature. */
const isVerified = ({ dmarc, spf, dkim }: Evidence): boolean =>
  dmarc === 'PASS' || (dmarc !== 'FAIL' && (spf === 'PASS' || dkim === 'PASS'));

/** The first row that applies decides. */
const table: readonly Row[] = [
  { applies: ({ virus }) => virus === 'FAIL', decision: { action: 'quarantine', reason: 'virus' } },
  { applies: ({ isBlocked }) => isBlocked, decision: { action: 'quarantine', reason: 'blocked' } },
  // An allowed sender is one only if it is really them.
  { applies: (evidence) => evidence.isAllowed && isVerified(evidence), decision: deliver },
  {
    applies: ({ dmarc, dmarcPolicy }) => dmarc === 'FAIL' && dmarcPolicy !== 'none',
    decision: { action: 'quarantine', reason: 'forged' },
  },
  { applies: ({ spam }) => spam === 'FAIL', decision: { action: 'quarantine', reason: 'spam' } },
  { applies: (evidence) => !isVerified(evidence), decision: { action: 'mark', reason: 'unverified' } },
  { applies: ({ virus }) => isDamaged(virus), decision: { action: 'mark', reason: 'unscanned' } },
];

/** What to do with a mail. */
export const decide = (evidence: Evidence): Decision =>
  table.find(({ applies }) => applies(evidence))?.decision ?? deliver;
