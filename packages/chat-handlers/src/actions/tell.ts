import {
  type Announcement,
  type Announcer,
  announceFrame,
  type ChatContext,
  type DeliveryReport,
  type Log,
} from '@switchboard/chat-core';
import type { ServerFrame } from '@switchboard/protocol';

export interface TellDependencies {
  readonly announcer: Announcer;
  readonly log: Log;
}

/**
 * Tells the others in a thread, best effort: a device that is not reached reads it on resume, so a failure here must
 * not undo what is stored and published.
 *
 * @returns `undefined` if nobody could be told, because the tables did not answer
 */
export const tellOthers = (
  context: ChatContext,
  { announcer, log }: TellDependencies,
  frame: ServerFrame,
  announcement: Announcement,
): Promise<DeliveryReport | undefined> =>
  bestEffort(log, frame.event, async () => {
    const report = await announceFrame(context, announcer, frame, announcement);
    logReport(log, frame.event, report);
    return report;
  });

/** Says which devices a frame has not reached. What reached all of them needs no line. */
export function logReport(log: Log, frame: string, { posted, gone, failed }: DeliveryReport): void {
  if (gone.length + failed.length === 0) return;
  log('frame.undelivered', { frame, posted: posted.length, gone: gone.length, failed: failed.length });
}

/** Does what may fail without undoing what was done before it, and logs the failure. */
export async function bestEffort<T>(log: Log, what: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    log('telling.failed', { what }, error);
    return undefined;
  }
}
