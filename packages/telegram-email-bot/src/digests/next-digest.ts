import type { DigestSetting } from './digest-setting.ts';
import { addDays, isoDay, zoneClock } from './zone-clock.ts';

/** When a digest is due, and what names it, so that it is sent once. */
export interface DueDigest {
  /** Epoch milliseconds. */
  readonly at: number;
  /** The local day, or the hour: no two digests of a user have the same. */
  readonly id: string;
}

const hourMs = 3_600_000;

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
    const at = (Math.floor(afterMs / hourMs) + 1) * hourMs;
    return { at, id: new Date(at).toISOString().slice(0, 13) };
  }
  const { hour, minute, zone } = setting;
  const clock = zoneClock(zone);
  const today = clock.dayAt(afterMs);
  const days = [0, 1, 2].map((later) => addDays(today, later));
  return days
    .map((day) => ({ at: clock.momentOf(day, hour, minute), id: isoDay(day) }))
    .find(({ at }) => at > afterMs);
}
