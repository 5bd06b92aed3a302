import { expiryOf } from '../context/item-expiry.ts';
import { sendableDays } from './attachments.bucket.ts';

const daySeconds = 86_400;

/** An upload may end a while after it began, and S3 deletes at a midnight: a record outlives its object by so much. */
const leavingSeconds = 2 * daySeconds;

/**
 * When the record of a file expires whose upload begins now, epoch seconds. An erasure finds the object by the record: so it is there as long as
 * the object, and nothing prolongs either.
 */
export const recordExpiryOf = (now: number, retentionDays?: number): number =>
  expiryOf(now, retentionDays) + sendableDays * daySeconds + leavingSeconds;

/** When the record of a file must expire at the earliest for a message to have it that expires at `messageExpiresAt`, epoch seconds. */
export const leastRecordExpiry = (messageExpiresAt: number): number => messageExpiresAt + leavingSeconds;

/** Whether a message that is written now may have the file: it would not outlive the file. */
export const isSendable = (
  { expiresAt }: { readonly expiresAt: number },
  now: number,
  retentionDays?: number,
): boolean => expiresAt >= leastRecordExpiry(expiryOf(now, retentionDays));
