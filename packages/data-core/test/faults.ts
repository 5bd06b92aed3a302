import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createTestClient } from './test-table.ts';

/** The process died: a test that catches it stops there and does not clean up. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/** How likely each fault is at each request, from 0 to 1. */
export interface FaultRates {
  /** DynamoDB refuses the request, which changes nothing; the SDK sends it again. */
  readonly throttle: number;
  /** The request was applied, but its answer is lost; the SDK sends it again. */
  readonly loseAnswer: number;
  /** The process dies before the request is sent. */
  readonly crashBefore: number;
  /** The process dies after the request was applied. */
  readonly crashAfter: number;
}

/** Connections to the engine, shared: a client for each worker of each seed would make thousands of its own. */
const connections = createTestClient().config.requestHandler;

/** A client whose requests suffer faults, as `random` has it, and whose retries take no time. */
export function createFaultyClient(random: () => number, rates: FaultRates): DynamoDBDocumentClient {
  const client = createTestClient({ retryStrategy: immediateRetries(8) });
  client.config.requestHandler.destroy?.();
  client.config.requestHandler = connections;
  client.middlewareStack.add(
    (next) => async (args) => {
      const fault = pick(random(), rates);
      if (fault === 'throttle') throw sdkError('ThrottlingException', 'Rate exceeded');
      if (fault === 'crashBefore') throw new Crash('before a request');
      const answer = await next(args);
      if (fault === 'loseAnswer') throw sdkError('TimeoutError', 'The answer was lost');
      if (fault === 'crashAfter') throw new Crash('after a request');
      return answer;
    },
    { step: 'deserialize', name: 'faults', priority: 'high' },
  );
  return client;
}

function pick(chance: number, rates: FaultRates): keyof FaultRates | undefined {
  let bound = 0;
  for (const fault of ['throttle', 'loseAnswer', 'crashBefore', 'crashAfter'] as const) {
    bound += rates[fault];
    if (chance < bound) return fault;
  }
  return undefined;
}

/** An error that the SDK takes for one of the service or the network, and so retries. */
function sdkError(name: string, message: string): Error {
  return Object.assign(new Error(message), { name, $metadata: {}, $retryable: { throttling: false } });
}

function immediateRetries(attempts: number) {
  const token = (count: number) => ({ getRetryCount: () => count, getRetryDelay: () => 0 });
  return {
    acquireInitialRetryToken: async () => token(0),
    refreshRetryTokenForRetry: async (
      { getRetryCount }: { getRetryCount(): number },
      { errorType, error }: { errorType: string; error?: unknown },
    ) => {
      const mayRetry = errorType !== 'CLIENT_ERROR' && !(error instanceof Crash);
      if (mayRetry && getRetryCount() + 1 < attempts) return token(getRetryCount() + 1);
      throw new Error('No retry token left');
    },
    recordSuccess: () => {},
  };
}
