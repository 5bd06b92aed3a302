import { DateTime } from 'luxon';
import type { DigestSetting } from './digest-setting.ts';

/** When a digest is due, and what names it, so that it is sent once. */
export interface DueDigest {
  /** Epoch milliseconds. */
  readonly at: number;
  /** The local day, or the hour: no two digests of a user have the same. */
  readonly id: string;
}

/**
 * The first digest after a moment. A day has one digest, whatever the clocks do: a time that a change of the clocks skips is as much later as
 * the change, and a time that comes twice counts the first time.
 *
 * @param afterMs epoch milliseconds
 * @returns undefined for a user who gets every mail at once
 */
export function nextDigest(setting: DigestSetting, afterMs: number): DueDigest | undefined {
  if (setting.mode === 'instant') return undefined;
  if (setting.mode === 'hourly') {
    const at = DateTime.fromMillis(afterMs, { zone: 'utc' }).startOf('hour').plus({ hours: 1 });
    return { at: at.toMillis(), id: at.toFormat("yyyy-MM-dd'T'HH") };
  }
  const { hour, minute, zone } = setting;
  const today = DateTime.fromMillis(afterMs, { zone });
  const days = [0, 1, 2].map((offset) => {
    const day = today.startOf('day').plus({ days: offset });
    return { at: earliest(day.set({ hour, minute })), id: day.toFormat('yyyy-MM-dd') };
  });
  return days.find(({ at }) => at > afterMs);
}

/** The first of the moments that have the same local time. */
const earliest = (time: DateTime): number =>
  Math.min(...time.getPossibleOffsets().map((possible) => possible.toMillis()));
