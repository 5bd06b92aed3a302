import { type ChatContext, type Publisher, queryAwaiting, type ThreadHead } from '@switchboard/chat-core';
import type { Log } from '../log.ts';
import { isDue, patienceMs } from './is-due.ts';
import { publishAwaiting } from './publish-awaiting.ts';

export interface SweepDependencies {
  readonly context: ChatContext;
  readonly publisher: Publisher;
  readonly log: Log;
  /** The most threads that one sweep publishes; the next goes on. @default 500 */
  readonly mostPublished?: number;
  /** How long one sweep may look, milliseconds: less than the function's timeout. @default 40_000 */
  readonly budgetMs?: number;
}

export interface SweepReport {
  readonly seen: number;
  readonly published: number;
  readonly failed: number;
  /** A bound was met before the end of the queue. */
  readonly cutShort: boolean;
}

const pageSize = 50;
const atOnce = 10;

/**
 * Publishes again what a bot should have answered by now: a message that was stored but never published, or whose bot
 * died. A thread that is published once too often costs nothing but a look, for the bot finds nothing new in it.
 */
export function createSweep({
  context,
  publisher,
  log,
  mostPublished = 500,
  budgetMs = 40_000,
}: SweepDependencies) {
  return async (): Promise<SweepReport> => {
    const startedAt = context.now();
    let report: SweepReport = { seen: 0, published: 0, failed: 0, cutShort: false };
    let cursor: string | undefined;
    do {
      const page = await queryAwaiting(context, {
        waitingSince: startedAt - patienceMs,
        limit: pageSize,
        ...(cursor === undefined ? {} : { cursor }),
      });
      if (page.outcome === 'invalidCursor') throw new Error('The queue does not know its own cursor');
      report = add(report, await publishPage(page.heads, startedAt, mostPublished - report.published));
      cursor = page.cursor;
      const isSpent = report.published >= mostPublished || context.now() - startedAt >= budgetMs;
      if (cursor !== undefined && isSpent) report = { ...report, cutShort: true };
    } while (cursor !== undefined && !report.cutShort);
    log('sweep.done', { ...report });
    return report;
  };

  async function publishPage(heads: readonly ThreadHead[], now: number, most: number): Promise<SweepReport> {
    const due = heads.filter(({ awaitingReplySince = now }) =>
      isDue(now - awaitingReplySince, context.random()),
    );
    const outcomes: PromiseSettledResult<boolean>[] = [];
    for (let next = 0; next < Math.min(due.length, most); next += atOnce) {
      const group = due.slice(next, Math.min(next + atOnce, most));
      outcomes.push(
        ...(await Promise.allSettled(group.map((head) => publishAwaiting({ context, publisher }, head)))),
      );
    }
    for (const outcome of outcomes) if (outcome.status === 'rejected') logFailure(outcome.reason);
    return {
      seen: heads.length,
      published: outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value).length,
      failed: outcomes.filter(({ status }) => status === 'rejected').length,
      cutShort: due.length > most,
    };
  }

  /** One thread's failure keeps no other from its answer; the next sweep meets it again. */
  function logFailure(error: unknown): void {
    log('sweep.failed', { error: error instanceof Error ? error.name : 'unknown' });
  }
}

const add = (a: SweepReport, b: SweepReport): SweepReport => ({
  seen: a.seen + b.seen,
  published: a.published + b.published,
  failed: a.failed + b.failed,
  cutShort: a.cutShort || b.cutShort,
});
