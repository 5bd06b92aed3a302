import type { LambdaFunction } from '../deployment/functions.ts';
import type { Functions } from '../functions/functions.ts';
import { errorPayload, type FunctionError, payloadLimits } from '../functions/invocation.ts';
import type { Log } from '../log.ts';

export interface AsynchronousInvocationsOptions {
  readonly functions: readonly LambdaFunction[];
  readonly invoke: Functions['invoke'];
  /** Sends a text to a queue, by the queue's ARN. */
  readonly sendToQueue: (queueArn: string, body: string) => Promise<void>;
  /** How long Lambda waits before the first retry, and before the second, in milliseconds. */
  readonly retryDelaysMs: readonly number[];
  readonly now: () => number;
  readonly newId: () => string;
  readonly log: Log;
}

/** Events that nobody waits for: tried again, and then sent to where the function's failures go. */
export interface AsynchronousInvocations {
  /**
   * Takes an event.
   *
   * @returns whether the function exists and takes an event of this size; what becomes of the event shows later
   */
  send(functionArn: string, event: unknown, trigger: string): boolean;
  stop(): void;
}

export function createAsynchronousInvocations(
  options: AsynchronousInvocationsOptions,
): AsynchronousInvocations {
  const { functions, invoke, sendToQueue, retryDelaysMs, now, newId, log } = options;
  const pending = new Set<NodeJS.Timeout>();

  const attempt = async (accepted: AcceptedEvent, count: number): Promise<void> => {
    const { lambdaFunction, event, trigger, requestId } = accepted;
    const triedAs = count === 1 ? trigger : `${trigger} (try ${count})`;
    const invocation = await invoke(lambdaFunction.arn, event, triedAs, requestId);
    if (invocation.type === 'answered') return;
    const { maximumRetryAttempts } = lambdaFunction.asynchronous;
    if (count > maximumRetryAttempts) return give(accepted, invocation.error, count);
    const timer = setTimeout(
      () => {
        pending.delete(timer);
        begin(accepted, count + 1);
      },
      retryDelaysMs[count - 1] ?? 0,
    );
    pending.add(timer);
  };

  const begin = (accepted: AcceptedEvent, count: number): void => {
    attempt(accepted, count).catch((error: unknown) => {
      log.problem(accepted.lambdaFunction.name, `An event could not be sent to where failures go: ${error}`);
    });
  };

  const give = async (accepted: AcceptedEvent, error: FunctionError, count: number): Promise<void> => {
    const { lambdaFunction } = accepted;
    const { onFailureArn } = lambdaFunction.asynchronous;
    if (onFailureArn === undefined)
      return log.problem(lambdaFunction.name, 'An event failed for good and was dropped.');
    const record = failureRecord({ ...accepted, error, count, now: now() });
    await sendToQueue(onFailureArn, JSON.stringify(record));
    log.problem(lambdaFunction.name, `An event failed ${count} times and went to ${onFailureArn}.`);
  };

  return {
    send: (functionArn, event, trigger) => {
      const lambdaFunction = functions.find(({ arn }) => arn === functionArn);
      const sizeBytes = Buffer.byteLength(JSON.stringify(event));
      if (!lambdaFunction || sizeBytes > payloadLimits.asynchronousBytes) return false;
      begin({ lambdaFunction, event, trigger, requestId: newId() }, 1);
      return true;
    },
    stop: () => {
      for (const timer of pending) clearTimeout(timer);
    },
  };
}

interface AcceptedEvent {
  readonly lambdaFunction: LambdaFunction;
  readonly event: unknown;
  readonly trigger: string;
  /** The same at every try: by it a function knows that it has seen the event before. */
  readonly requestId: string;
}

interface Failure extends Omit<AcceptedEvent, 'trigger'> {
  readonly error: FunctionError;
  readonly count: number;
  readonly now: number;
}

/**
 * What Lambda sends to the on-failure destination.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
const failureRecord = ({ lambdaFunction, event, error, count, now, requestId }: Failure) => ({
  version: '1.0',
  timestamp: new Date(now).toISOString(),
  requestContext: {
    requestId,
    functionArn: `${lambdaFunction.arn}:$LATEST`,
    condition: 'RetriesExhausted',
    approximateInvokeCount: count,
  },
  requestPayload: event,
  responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
  responsePayload: JSON.parse(errorPayload(error)),
});
