import {
  type Alert,
  type Announcer,
  type ChatContext,
  currentHead,
  describeThreads,
  type Invocation,
  isGivenUp,
  type Log,
  readThread,
  sayQueued,
  type ThreadHead,
  withinInvocation,
} from '@switchboard/chat-core';
import type { OpeningTimes } from '@switchboard/declarations/configuration';
import type { ThreadRow } from '@switchboard/protocol';
import { alertsOf } from './alert-events.ts';

export interface AlertsDependencies {
  readonly context: ChatContext;
  readonly announcer: Announcer;
  /** When people are there. @default always */
  readonly times?: OpeningTimes | undefined;
  /** Notifies another service about a thread that waits, or whose bot asks operators something. @default no service */
  readonly tellWebhook?: (event: 'queued' | 'asked', row: ThreadRow) => Promise<void>;
  readonly log: Log;
}

/**
 * The function behind the topic `alerts`. It tells the customer of a thread that waits for a person their place in the queue, and tells the
 * webhook of such threads and of questions of bots to operators. If it throws, Lambda tries again; neither the customer nor the thread
 * notices that.
 */
export function createAlerts(dependencies: AlertsDependencies) {
  return async (event: unknown, invocation: Invocation): Promise<void> => {
    const context = withinInvocation(dependencies.context, invocation);
    for (const alert of alertsOf(event)) {
      if (alert.type === 'queued') await tellOfQueued({ ...dependencies, context }, alert);
      if (alert.type === 'asked') await tellOfQuestion({ ...dependencies, context }, alert);
    }
  };
}

async function tellOfQueued(
  { context, announcer, times, tellWebhook, log }: AlertsDependencies,
  alert: Extract<Alert, { type: 'queued' }>,
): Promise<void> {
  const head = await queuedThread(context, alert);
  if (head === undefined) return;
  const wasSaid = await sayQueued(context, announcer, head, times);
  log('alert.queued', { threadId: head.threadId, wasSaid });
  if (tellWebhook === undefined) return;
  const [row] = await describeThreads(context, [head], undefined);
  if (row !== undefined) await tellWebhook('queued', row);
}

async function tellOfQuestion(
  { context, tellWebhook, log }: AlertsDependencies,
  alert: Extract<Alert, { type: 'asked' }>,
): Promise<void> {
  if (tellWebhook === undefined) return;
  const row = await askedThread(context, alert);
  if (row === undefined) return;
  log('alert.asked', { threadId: row.threadId });
  await tellWebhook('asked', row);
}

/** The thread of an alert, if operators can still answer the question. */
export async function askedThread(
  context: ChatContext,
  { threadId, questionId }: Extract<Alert, { type: 'asked' }>,
): Promise<ThreadRow | undefined> {
  const head = await readThread(context, threadId);
  const [row] = await describeThreads(context, head === null ? [] : [head], undefined);
  return row?.question?.id === questionId ? row : undefined;
}

/**
 * The thread of an alert, if it still waits as it did then. The sweeper alerts before it leaves a thread to people, so the head may not say
 * it yet.
 *
 * @throws {Error} if the operator's lease has run out by the sweeper's clock alone: the alert is to be tried again
 */
export async function queuedThread(
  context: ChatContext,
  { threadId, ownerEpoch }: Extract<Alert, { type: 'queued' }>,
): Promise<ThreadHead | undefined> {
  const head = await readThread(context, threadId);
  if (head === null) return undefined;
  const current = currentHead(head, context.now());
  const isEarly = current.queuedSince !== undefined && ownerEpoch === current.ownerEpoch + 1;
  if (isEarly) throw new Error(`${threadId} is to come into the queue, and is not there yet.`);
  const { waiting } = current;
  if (current.ownerEpoch !== ownerEpoch || waiting === undefined) return undefined;
  return waiting.kind === 'queue' || isGivenUp(waiting) ? head : undefined;
}
