import { epochSeconds } from '@switchboard/data-core';

const secondsPerDay = 86_400;
const defaultRetentionDays = 90;

/** When something that is written now expires, epoch seconds. */
export const expiryOf = (now: number, retentionDays = defaultRetentionDays): number =>
  epochSeconds(now) + retentionDays * secondsPerDay;
