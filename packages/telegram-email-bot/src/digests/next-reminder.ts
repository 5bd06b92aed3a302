import type { DigestSetting } from './digest-setting.ts';
import { type DueDigest, nextDigest } from './next-digest.ts';

/** When users are told what was held, in their time. */
const reminderHour = 8;

/** When a user is told next what was held: the next morning. @param afterMs epoch milliseconds */
export function nextReminder(setting: DigestSetting, afterMs: number): DueDigest | undefined {
  const zone = setting.mode === 'daily' ? setting.zone : 'UTC';
  return nextDigest({ mode: 'daily', hour: reminderHour, minute: 0, zone }, afterMs);
}
