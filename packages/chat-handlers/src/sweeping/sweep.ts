import {
  type Announcer,
  alertOfQueued,
  announceFrame,
  announceQueue,
  type ChatContext,
  customersOf,
  type Invocation,
  type Log,
  leftToPeople,
  listThreads,
  operatorLeaseMs,
  operatorsLately,
  type Publisher,
  patienceMs,
  pushedChannels,
  readConnections,
  remainingMs,
  type SweptThread,
  sweepThread,
  type ThreadHead,
  type ThreadList,
  type TimedContext,
  tellChannel,
  waitingName,
  withinInvocation,
} from '@switchboard/chat-core';
import { inParallel } from '@switchboard/data-core';
import { announceTakeover, noteLoads } from '../actions/take-over.ts';
import { bestEffort } from '../actions/tell.ts';
import { type Awaited, publishAwaiting } from './publish-awaiting.ts';
import {
  createWaitingTimes,
  longestUnswept,
  type WaitingSeconds,
  type WaitingTimes,
} from './waiting-times.ts';

export interface SweepDependencies {
  readonly context: ChatContext;
  readonly publisher: Publisher;
  readonly announcer: Announcer;
  readonly log: Log;
  /** Takes how long customers have been waiting, at the end of each sweep. */
  readonly reportWaiting: (seconds: WaitingSeconds) => void;
}

export interface SweepReport {
  readonly seen: number;
  /** The bot, or the channel, was asked again. */
  readonly asked: number;
  /** The bot has failed too often: people were asked. */
  readonly parked: number;
  /** An operator's lease had run out: the bot has the thread. */
  readonly handedBack: number;
  /** An operator's lease had run out, and the customer still waits for a person: the thread is in the queue again. */
  readonly requeued: number;
  readonly failed: number;
  /** The time ended before the lists did. The next sweep begins with those that have waited longest. */
  readonly cutShort: boolean;
}

const pageSize = 50;
const atOnce = 10;
/** With less than this left no further page is begun, milliseconds: one page takes a fraction of it. */
const pageReserveMs = 5_000;

/** Something that may be stranded, since when at the latest, and what to do about it. */
interface Patrol {
  readonly list: ThreadList;
  readonly patienceMs: number;
  readonly rescue: (
    context: ChatContext,
    head: ThreadHead,
    overridden: boolean,
  ) => Promise<SweptThread['outcome']>;
}

/**
 * Finds what is stranded: threads whose bot owes an answer (the message was never published, or the bot died or
 * failed), threads whose operator has gone, and threads whose channel was not told. Each is asked again a bounded
 * number of times.
 */
export function createSweep(dependencies: SweepDependencies) {
  const { announcer, publisher, log, reportWaiting } = dependencies;

  const patrols: readonly Patrol[] = [
    { list: { type: 'waiting', kinds: ['bot'] }, patienceMs, rescue },
    { list: { type: 'waiting', kinds: ['operator'] }, patienceMs, rescue },
    ...pushedChannels.map(
      (channel): Patrol => ({ list: { type: 'undelivered', channel }, patienceMs, rescue: push }),
    ),
  ];

  return async (_event: unknown, invocation: Invocation): Promise<SweepReport> => {
    const context = withinInvocation(dependencies.context, invocation);
    const times = createWaitingTimes();
    for (const head of await longestUnswept(context)) times.note(head);
    let report = nothing;
    for (const patrol of [...patrols, ...(await patrolsOfOperators(context))]) {
      report = add(report, await walk(context, patrol, times));
    }
    log('sweep.done', { ...report });
    reportWaiting(times.at(context.now()));
    return report;
  };

  /** An operator's thread that nobody waits in goes back to the bot as well when its lease has run out. */
  async function patrolsOfOperators(context: ChatContext): Promise<readonly Patrol[]> {
    const operators = await operatorsLately(context);
    return operators.map(
      (userId): Patrol => ({
        list: { type: 'operator', userId },
        patienceMs: operatorLeaseMs,
        rescue,
      }),
    );
  }

  /** Goes through a list from its beginning, as far as the time allows. */
  async function walk(context: TimedContext, patrol: Patrol, times: WaitingTimes): Promise<SweepReport> {
    const until = context.now() - patrol.patienceMs;
    let report = nothing;
    let cursor: string | undefined;
    do {
      if (remainingMs(context) < pageReserveMs) return { ...report, cutShort: true };
      const page = await listThreads(context, {
        list: patrol.list,
        until,
        limit: pageSize,
        ...(cursor === undefined ? {} : { cursor }),
      });
      if (page.outcome === 'invalidCursor') throw new Error('A list does not know its own cursor');
      report = add(report, await rescuePage(context, patrol, page.heads, times));
      cursor = page.cursor;
    } while (cursor !== undefined);
    return report;
  }

  async function rescuePage(
    context: ChatContext,
    { rescue: rescueOne }: Patrol,
    heads: readonly ThreadHead[],
    times: WaitingTimes,
  ): Promise<SweepReport> {
    const connections = await readConnections(context, heads.flatMap(customersOf));
    const overridden = new Set(connections.filter((c) => c.isHumanOverride).map(({ userId }) => userId));
    const outcomes = await inParallel(heads, atOnce, async (head) => {
      try {
        const isOverridden = customersOf(head).some((userId) => overridden.has(userId));
        times.note(head, isOverridden);
        return await rescueOne(context, head, isOverridden);
      } catch (error) {
        // One thread's failure keeps no other from its answer; the next sweep meets it again.
        log('sweep.failed', { threadId: head.threadId }, error);
        return 'failed' as const;
      }
    });
    const count = (wanted: (typeof outcomes)[number]) =>
      outcomes.filter((outcome) => outcome === wanted).length;
    return {
      seen: heads.length,
      asked: count('asked'),
      parked: count('parked'),
      handedBack: count('handedBack'),
      requeued: count('requeued'),
      failed: count('failed'),
      cutShort: false,
    };
  }

  async function rescue(
    context: ChatContext,
    read: ThreadHead,
    overridden: boolean,
  ): Promise<SweptThread['outcome']> {
    const left = leftToPeople(read, overridden, context.now());
    if (left !== undefined) await alertOfQueued(context, announcer.alerts, left);
    const swept = await sweepThread(context, read, overridden);
    if (swept.outcome === 'left') return swept.outcome;
    const { outcome, head } = swept;
    // The head is written. If one of these fails, the others must still be told.
    if (outcome === 'handedBack' || outcome === 'requeued') {
      await bestEffort(log, 'takeover', () => announceTakeover(context, announcer.deliverer, read, head));
      await noteLoads(context, { announcer, log }, read, head);
    }
    if (outcome === 'parked') log('bot.parked', { threadId: head.threadId });
    if (outcome === 'parked' || outcome === 'requeued') {
      const { deliverer } = announcer;
      const telling = left?.ownerEpoch === head.ownerEpoch ? { deliverer } : announcer;
      await bestEffort(log, 'queue.changed', () => announceQueue(context, telling, read, head));
    }
    // The change of owner has told the participants that a person will answer.
    if (outcome === 'requeued') return outcome;
    let awaited: Awaited | undefined;
    try {
      if (outcome !== 'parked') awaited = await publishAwaiting({ context, publisher }, head);
    } finally {
      if (head.waiting !== undefined && awaited !== 'settled')
        await bestEffort(log, 'waiting', () => tellWaiting(context, head));
    }
    return outcome;
  }

  /** Tells the participants that an answer takes longer than it should, or that a person will look at it. */
  async function tellWaiting(context: ChatContext, head: ThreadHead): Promise<void> {
    const { threadId, waiting } = head;
    const since = waiting === undefined ? {} : { since: waiting.since };
    await announceFrame(
      context,
      announcer,
      { event: 'waiting', threadId, waiting: waitingName(waiting), ...since },
      { head },
    );
  }

  async function push(context: ChatContext, head: ThreadHead): Promise<SweptThread['outcome']> {
    await tellChannel(context, announcer, head);
    return 'asked';
  }
}

const nothing: SweepReport = {
  seen: 0,
  asked: 0,
  parked: 0,
  handedBack: 0,
  requeued: 0,
  failed: 0,
  cutShort: false,
};

const add = (a: SweepReport, b: SweepReport): SweepReport => ({
  seen: a.seen + b.seen,
  asked: a.asked + b.asked,
  parked: a.parked + b.parked,
  handedBack: a.handedBack + b.handedBack,
  requeued: a.requeued + b.requeued,
  failed: a.failed + b.failed,
  cutShort: a.cutShort || b.cutShort,
});
