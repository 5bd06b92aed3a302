import type { EventSource } from '../deployment/event-sources.ts';
import type { Queue } from '../deployment/queues.ts';
import type { Functions } from '../functions/functions.ts';
import type { Invocation } from '../functions/invocation.ts';
import type { Log } from '../log/log.ts';
import type { Part } from '../started.ts';
import { bodyDigest } from './digests.ts';
import type { StoredMessage } from './message-store.ts';
import type { Queues } from './queues.ts';
import { systemAttributes } from './system-attributes.ts';

export interface EventSourcesOptions {
  readonly sources: readonly EventSource[];
  readonly queues: Queues;
  readonly invoke: Functions['invoke'];
  readonly region: string;
  readonly accountId: string;
  /** How many times faster than the clock batches are gathered. */
  readonly speed: number;
  readonly log: Log;
}

/** SQS hands over no more messages at once. */
const mostReceived = 10;

/** How long a receiver waits for a message before it asks again, in milliseconds. */
const waitMs = 20_000;

/** Receives from queues on behalf of functions, and invokes them with what came. */
export function startEventSources({ sources, queues, log, speed, ...options }: EventSourcesOptions): Part {
  const abort = new AbortController();
  const { signal } = abort;

  const receiveBatch = async (
    queue: Queue,
    { batchSize, windowMs }: EventSource,
  ): Promise<StoredMessage[]> => {
    const batch: StoredMessage[] = [];
    let untilMs = waitMs;
    const started = performance.now();
    do {
      const limit = Math.min(mostReceived, batchSize - batch.length);
      batch.push(...(await queues.receive(queue, { limit, waitMs: untilMs, signal })));
      untilMs = windowMs / speed - (performance.now() - started);
    } while (batch.length > 0 && batch.length < batchSize && untilMs > 0 && !signal.aborted);
    return batch;
  };

  const handle = async (
    source: EventSource,
    queue: Queue,
    batch: readonly StoredMessage[],
  ): Promise<void> => {
    const event = { Records: batch.map((message) => recordOf(message, queue, options)) };
    const invocation = await options.invoke(source.functionArn, JSON.stringify(event), `queue ${queue.name}`);
    // A function that was ended with the platform did not fail: its messages are received again.
    if (signal.aborted) return;
    const failed = failedIds(invocation, batch, source.reportsItemFailures);
    for (const { id, receipt = '' } of batch) if (!failed.has(id)) queues.delete(queue, receipt);
  };

  const receiveOnAndOn = async (source: EventSource, queue: Queue): Promise<void> => {
    while (!signal.aborted) {
      const batch = await receiveBatch(queue, source);
      if (batch.length > 0) await handle(source, queue, batch);
    }
  };

  for (const source of sources) {
    const queue = queues.find(source.queueArn);
    if (!queue) continue;
    // Their receivers ended with an earlier run of the platform.
    queues.releaseAll(queue);
    for (let receiver = 0; receiver < source.maximumConcurrency; receiver += 1) {
      receiveOnAndOn(source, queue).catch((error: unknown) => {
        log.problem(
          queue.name,
          `The queue is no longer read: ${error instanceof Error ? error.stack : error}`,
        );
      });
    }
  }
  return { stop: () => abort.abort() };
}

/** The messages that stay in the queue. */
function failedIds(
  invocation: Invocation,
  batch: readonly StoredMessage[],
  reportsItemFailures: boolean,
): ReadonlySet<string> {
  const all = new Set(batch.map(({ id }) => id));
  if (invocation.type === 'failed') return all;
  return reportsItemFailures ? (reportedIds(invocation.payload, all) ?? all) : new Set();
}

/**
 * The ids that a function reports as failed.
 *
 * @returns `undefined` if it reports an id that is not in the batch: then the whole batch counts as failed
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
function reportedIds(payload: string, batch: ReadonlySet<string>): ReadonlySet<string> | undefined {
  const answer = JSON.parse(payload) as { batchItemFailures?: unknown } | null;
  const failures = answer?.batchItemFailures ?? [];
  if (!Array.isArray(failures)) return undefined;
  const ids = failures.map((failure: { itemIdentifier?: unknown } | null) => String(failure?.itemIdentifier));
  return ids.every((id) => batch.has(id)) ? new Set(ids) : undefined;
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
const recordOf = (
  message: StoredMessage,
  queue: Queue,
  { region, accountId }: Pick<EventSourcesOptions, 'region' | 'accountId'>,
) => ({
  messageId: message.id,
  receiptHandle: message.receipt,
  body: message.body,
  attributes: systemAttributes(message, accountId),
  messageAttributes: Object.fromEntries(
    Object.entries(message.attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        ...(StringValue === undefined ? {} : { stringValue: StringValue }),
        ...(BinaryValue === undefined ? {} : { binaryValue: BinaryValue }),
        stringListValues: [],
        binaryListValues: [],
        dataType: DataType,
      },
    ]),
  ),
  md5OfBody: bodyDigest(message.body),
  eventSource: 'aws:sqs',
  eventSourceARN: queue.arn,
  awsRegion: region,
});
