import { SNSClient } from '@aws-sdk/client-sns';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import { createDocumentClient } from '@switchboard/data-core';
import type { Scheduler } from './scheduler.ts';
import type { Turnstile } from './turnstile.ts';

const credentials = { accessKeyId: 'simulation', secretAccessKey: 'simulation' };
const region = 'us-east-1';

/** What a call asked for. */
export type CallInput = Readonly<Record<string, unknown>>;

/** The middleware of DynamoDB's and SNS's clients is alike as far as this goes. */
interface Stack {
  add(middleware: unknown, options: { readonly step: string; readonly priority: string }): void;
}

/** What stands between a client and its service. */
export interface Interception {
  readonly scheduler: Scheduler;
  readonly turnstile: Turnstile;
}

type Next = (args: { readonly input: CallInput }) => Promise<unknown>;
interface CallContext {
  commandName?: string;
  simulatedInput?: CallInput;
}

/**
 * Lets every try of every call pass the turnstile. It stands after the SDK's own retries, so that these happen too.
 *
 * @param answer makes the call that has its turn
 */
function intercept(
  stack: Stack,
  { scheduler, turnstile }: Interception,
  answer: (input: CallInput, next: () => Promise<unknown>) => Promise<unknown>,
): void {
  const countAsBusy = (next: Next, context: CallContext) => async (args: { readonly input: CallInput }) => {
    context.simulatedInput = args.input;
    scheduler.busy(1);
    try {
      return await next(args);
    } finally {
      scheduler.busy(-1);
    }
  };
  const waitForTurn = (next: Next, context: CallContext) => async (args: { readonly input: CallInput }) => {
    scheduler.busy(-1);
    try {
      const { commandName = 'call', simulatedInput = {} } = context;
      return await turnstile.pass(commandName, () => answer(simulatedInput, () => next(args)));
    } finally {
      scheduler.busy(1);
    }
  };
  stack.add(countAsBusy, { step: 'initialize', priority: 'high' });
  stack.add(waitForTurn, { step: 'finalizeRequest', priority: 'low' });
}

/** Two tries, the second at once: that a call is repeated matters, how long the SDK waits before does not. */
const retryStrategy = async () => new ConfiguredRetryStrategy(2, 0);

/** A client of the engine. @param onApplied told of every call that the engine accepted */
export function createSimulatedDynamoDb(
  endpoint: string,
  interception: Interception,
  onApplied: (input: CallInput) => void,
): DynamoDBDocumentClient {
  const client = createDocumentClient({ endpoint, region, credentials });
  Object.assign(client.config, { retryStrategy });
  intercept(client.middlewareStack as Stack, interception, async (input, next) => {
    const output = await next();
    onApplied(input);
    return output;
  });
  return client;
}

/** A client whose publications go to `onPublish` instead of a topic. */
export function createSimulatedSns(
  interception: Interception,
  onPublish: (publication: { readonly topicArn: string; readonly message: string }) => void,
): SNSClient {
  const client = new SNSClient({ region, credentials });
  Object.assign(client.config, { retryStrategy });
  intercept(client.middlewareStack as Stack, interception, async ({ TopicArn, Message }) => {
    onPublish({ topicArn: String(TopicArn), message: String(Message) });
    return {
      output: { MessageId: 'simulated', $metadata: { httpStatusCode: 200 } },
      response: { statusCode: 200 },
    };
  });
  return client;
}
