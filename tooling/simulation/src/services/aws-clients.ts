import { AsyncLocalStorage } from 'node:async_hooks';
import { TransactionCanceledException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import { createDocumentClient } from '@switchboard/data-core';
import { engineOptions, leanClient } from '@switchboard/jest-preset/test-client';
import { currentInvocation, type Invocation } from '../engine/invocation.ts';
import type { Scheduler } from '../engine/scheduler.ts';
import type { Call, Turnstile } from '../engine/turnstile.ts';

const credentials = { accessKeyId: 'simulation', secretAccessKey: 'simulation' };
const region = 'us-east-1';

/** What a call asked for. */
type CallInput = Readonly<Record<string, unknown>>;

/** A call that a service has applied. */
export interface Applied {
  /** For example `TransactWriteItems`. */
  readonly command: string;
  /** As the document client was given it. */
  readonly input: CallInput;
  /** Of the function that made the call; none where the world outside did. */
  readonly invocation: Invocation | undefined;
}

/** What stands between a client and its service. */
export interface Interception {
  readonly scheduler: Scheduler;
  readonly turnstile: Turnstile;
}

/** The middleware of DynamoDB's and SNS's clients is alike as far as this goes. */
interface Stack {
  add(middleware: unknown, options: { readonly step: string; readonly priority: string }): void;
}

interface Args {
  readonly input: CallInput;
}
type Next = (args: Args) => Promise<unknown>;
interface CallContext {
  readonly commandName?: string;
  simulatedInput?: CallInput;
}

interface Attempt extends Applied {
  /** As it is sent: in DynamoDB's own encoding. */
  readonly encoded: CallInput;
  readonly send: () => Promise<unknown>;
}

/** The signal of the request that is being sent: middleware does not get it otherwise. */
const abortSignals = new AsyncLocalStorage<AbortSignal | undefined>();

/**
 * Lets every try of every call pass the turnstile. It stands after the SDK's own retries, so that these happen too.
 *
 * @param callOf makes the call that has its turn
 */
function intercept(
  stack: Stack,
  { scheduler, turnstile }: Interception,
  callOf: (attempt: Attempt) => Omit<Call<unknown>, 'name' | 'signal'>,
): void {
  const countAsBusy = (next: Next, context: CallContext) => async (args: Args) => {
    context.simulatedInput = args.input;
    scheduler.busy(1);
    try {
      return await next(args);
    } finally {
      scheduler.busy(-1);
    }
  };
  const waitForTurn = (next: Next, context: CallContext) => async (args: Args) => {
    scheduler.busy(-1);
    try {
      const { commandName = '', simulatedInput: input = {} } = context;
      const command = commandName.replace(/Command$/, '');
      const invocation = currentInvocation();
      const call = callOf({ command, input, invocation, encoded: args.input, send: () => next(args) });
      return await turnstile.pass({ name: command, signal: abortSignals.getStore(), ...call });
    } finally {
      scheduler.busy(1);
    }
  };
  stack.add(countAsBusy, { step: 'initialize', priority: 'high' });
  stack.add(waitForTurn, { step: 'finalizeRequest', priority: 'low' });
}

/** Two tries, the second at once: that a call is repeated matters, how long the SDK waits before does not. */
const retryStrategy = async () => new ConfiguredRetryStrategy(2, 0);

interface SendOptions {
  readonly abortSignal?: AbortSignal;
}

/** Keeps a request's signal from the network, which knows nothing of virtual time, and gives it to the turnstile. */
function catchSignals(client: DynamoDBDocumentClient | SNSClient): void {
  const send = client.send.bind(client) as (command: unknown, options: object) => Promise<unknown>;
  const caught = (command: unknown, { abortSignal, ...options }: SendOptions = {}) =>
    abortSignals.run(abortSignal, () => send(command, options));
  Object.assign(client, { send: caught });
}

/** A client of the engine. @param onApplied told of every call that the engine accepted, before its caller is */
export function createSimulatedDynamoDb(
  endpoint: string,
  interception: Interception,
  onApplied: (applied: Applied) => Promise<void>,
): DynamoDBDocumentClient {
  const client = leanClient(createDocumentClient(engineOptions(endpoint)));
  Object.assign(client.config, { retryStrategy });
  intercept(client.middlewareStack as Stack, interception, (attempt) => ({
    make: async () => {
      const output = await attempt.send();
      await onApplied(attempt);
      return output;
    },
    ...conflictOf(attempt),
  }));
  catchSignals(client);
  return client;
}

const $metadata = { httpStatusCode: 400 };

/** What DynamoDB answers while others write to the same items, or, to a batch, when it is asked for too much at once. */
function conflictOf({ command, input, encoded }: Attempt): Pick<Call<unknown>, 'conflict'> {
  switch (command) {
    case 'TransactWriteItems': {
      const writes = Array.isArray(input.TransactItems) ? input.TransactItems : [];
      const CancellationReasons = writes.map((_, index) => ({
        Code: index === 0 ? 'TransactionConflict' : 'None',
      }));
      const message = 'Transaction cancelled by the simulation';
      const error = new TransactionCanceledException({ message, $metadata, CancellationReasons });
      return { conflict: () => Promise.reject(error) };
    }
    case 'UpdateItem':
    case 'PutItem':
    case 'DeleteItem': {
      const message = 'Transaction conflict of the simulation';
      const error = new TransactionConflictException({ message, $metadata });
      return { conflict: () => Promise.reject(error) };
    }
    case 'BatchGetItem': {
      const output = { Responses: {}, UnprocessedKeys: encoded.RequestItems, $metadata: {} };
      return { conflict: async () => ({ response: {}, output }) };
    }
    case 'BatchWriteItem': {
      const output = { UnprocessedItems: encoded.RequestItems, $metadata: {} };
      return { conflict: async () => ({ response: {}, output }) };
    }
    default:
      return {};
  }
}

/** What was said on a topic. */
export interface Published {
  readonly topicArn: string;
  readonly message: string;
}

/** A client whose publications go to `onPublish` instead of a topic. */
export function createSimulatedSns(
  interception: Interception,
  onPublish: (published: Published) => void,
): SNSClient {
  const client = new SNSClient({ region, credentials });
  Object.assign(client.config, { retryStrategy });
  intercept(client.middlewareStack as Stack, interception, ({ input: { TopicArn, Message } }) => ({
    make: async () => {
      onPublish({ topicArn: String(TopicArn), message: String(Message) });
      return {
        output: { MessageId: 'simulated', $metadata: { httpStatusCode: 200 } },
        response: { statusCode: 200 },
      };
    },
  }));
  catchSignals(client);
  return client;
}
