import type { LambdaFunction } from '../deployment/functions.ts';
import type { Functions } from '../functions/functions.ts';
import { errorPayload, type FunctionError, payloadLimits } from '../functions/invocation.ts';
import type { Log } from '../log/log.ts';
import type { Queues } from '../queues/queues.ts';
import type { Part } from '../started.ts';
import type { Storage } from '../storage/storage.ts';
import { createEventStore, type PendingEvent } from './event-store.ts';

export interface AsynchronousInvocationsOptions {
  readonly functions: readonly LambdaFunction[];
  readonly invoke: Functions['invoke'];
  readonly queues: Pick<Queues, 'sendTo'>;
  readonly storage: Storage;
  /** How many times faster than the clock Lambda's pauses before a retry are. */
  readonly speed: number;
  readonly now: () => number;
  readonly newId: () => string;
  readonly log: Log;
}

/** Events that nobody waits for: tried again, and then sent to where the function's failures go. They survive a SIGKILL. */
export interface AsynchronousInvocations extends Part {
  /**
   * Accepts an event. What becomes of it shows later.
   *
   * @param delayMs how long it is held back, in milliseconds. @default 0
   * @returns whether the function exists and takes an event of this size
   */
  send(functionArn: string, event: unknown, trigger: string, delayMs?: number): boolean;
  /** Takes up the events that an earlier run of the platform left. */
  resume(): void;
}

/** How long Lambda waits before the first retry and before the second, in milliseconds. */
const retryDelaysMs = [60_000, 120_000];

export function createAsynchronousInvocations(
  options: AsynchronousInvocationsOptions,
): AsynchronousInvocations {
  const { functions, invoke, queues, storage, speed, now, newId, log } = options;
  const byArn = new Map(functions.map((entry) => [entry.arn, entry]));
  const store = createEventStore(storage.database);
  const timers = new Set<NodeJS.Timeout>();
  let stopped = false;

  const handle = async (event: PendingEvent): Promise<void> => {
    const lambdaFunction = byArn.get(event.functionArn);
    if (!lambdaFunction) {
      store.remove(event.requestId);
      log.problem(event.functionArn, 'An event was dropped: the stack no longer has this function.');
      return;
    }
    const trigger = event.tries === 0 ? event.trigger : `${event.trigger} (try ${event.tries + 1})`;
    const invocation = await invoke(event.functionArn, event.payload, trigger, event.requestId);
    // A function that was ended with the platform did not fail: the next run of the platform tries it again.
    if (stopped) return;
    if (invocation.type === 'answered') store.remove(event.requestId);
    else retryOrGiveUp(lambdaFunction, { ...event, tries: event.tries + 1 }, invocation.error);
  };

  const retryOrGiveUp = (lambdaFunction: LambdaFunction, event: PendingEvent, error: FunctionError): void => {
    const { maximumRetryAttempts, maximumAgeMs } = lambdaFunction.asynchronous;
    const dueAt = now() + (retryDelaysMs[event.tries - 1] ?? 0) / speed;
    if (event.tries > maximumRetryAttempts) {
      giveUp(lambdaFunction, event, 'RetriesExhausted', error);
    } else if (dueAt - event.acceptedAt > maximumAgeMs / speed) {
      giveUp(lambdaFunction, event, 'EventAgeExceeded', error);
    } else {
      const postponed = { ...event, dueAt };
      store.postpone(postponed);
      schedule(postponed);
    }
  };

  const giveUp = (
    { asynchronous: { onFailureArn }, name }: LambdaFunction,
    event: PendingEvent,
    condition: GivenUp['condition'],
    error: FunctionError,
  ): void => {
    if (onFailureArn !== undefined) {
      queues.sendTo(onFailureArn, JSON.stringify(failureRecord({ event, condition, error, now: now() })));
    }
    store.remove(event.requestId);
    const outcome = onFailureArn === undefined ? 'was dropped' : `went to ${onFailureArn}`;
    log.problem(name, `An event failed ${event.tries} times and ${outcome}.`);
  };

  const schedule = (event: PendingEvent): void => {
    const begin = (): void => {
      handle(event).catch((error: unknown) => {
        log.problem(event.functionArn, `An event could not be handled: ${error}`);
      });
    };
    const waitMs = event.dueAt - now();
    if (waitMs <= 0) {
      begin();
      return;
    }
    const timer = setTimeout(() => {
      timers.delete(timer);
      begin();
    }, waitMs);
    timers.add(timer);
  };

  return {
    send: (functionArn, event, trigger, delayMs = 0) => {
      const payload = JSON.stringify(event);
      if (!byArn.has(functionArn) || Buffer.byteLength(payload) > payloadLimits.asynchronousBytes)
        return false;
      const acceptedAt = now();
      const dueAt = acceptedAt + delayMs;
      const pending = { requestId: newId(), functionArn, payload, trigger, acceptedAt, tries: 0, dueAt };
      store.insert(pending);
      schedule(pending);
      return true;
    },
    resume: () => {
      for (const event of store.all()) schedule(event);
    },
    stop: () => {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

interface GivenUp {
  readonly event: PendingEvent;
  readonly condition: 'RetriesExhausted' | 'EventAgeExceeded';
  readonly error: FunctionError;
  readonly now: number;
}

/**
 * What Lambda sends to the on-failure destination.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
const failureRecord = ({ event, condition, error, now }: GivenUp) => ({
  version: '1.0',
  timestamp: new Date(now).toISOString(),
  requestContext: {
    requestId: event.requestId,
    functionArn: `${event.functionArn}:$LATEST`,
    condition,
    approximateInvokeCount: event.tries,
  },
  requestPayload: JSON.parse(event.payload),
  responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
  responsePayload: JSON.parse(errorPayload(error)),
});
