/** Epoch milliseconds as the whole seconds that DynamoDB's TTL counts in. */
export const epochSeconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);

const secondsPerDay = 86_400;
const defaultRetentionDays = 90;

/** When something that is written now expires, epoch seconds. */
export const expiryOf = (now: number, retentionDays = defaultRetentionDays): number =>
  epochSeconds(now) + retentionDays * secondsPerDay;

/** DynamoDB deletes what has expired within days: until then every reader has to look for itself. */
export const isExpired = (expiresAt: number, now: number): boolean => expiresAt <= epochSeconds(now);
