import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { type PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';
import { type Bot, createResponder } from '@switchboard/bot-responder';
import {
  type ChatContext,
  createWebDeliverer,
  queryMessages,
  readThread,
  recordConnect,
} from '@switchboard/chat-core';
import { createConnectionCloser, createMessageSend } from '@switchboard/chat-handlers';
import { StateStorage } from '@switchboard/data-core';
import { webSocketEvent } from '../../src/services/events.ts';
import { createPlainClient, createTables } from '../../src/services/tables.ts';

// biome-ignore lint/style/noProcessEnv: where jest's set-up puts the engine's address
const endpoint = process.env.DYNAMODB_ENDPOINT ?? '';

const anna = { userId: 'anna', role: 'customer' } as const;
/** A machine that is busy with other things may take its time: no deadline is to be met here. */
const invocation = { getRemainingTimeInMillis: () => 3_600_000, awsRequestId: 'admission' };

/** What became of one frame on its way. */
export interface Trip {
  readonly answer: Record<string, unknown>;
  /** The Subject, the attributes and the Message that SNS was told. */
  readonly published: PublishCommandInput | undefined;
  /** The thread as it is read back, oldest message first. */
  readonly stored: readonly Record<string, unknown>[];
  /** The frames that the sender's other device was posted, as text. */
  readonly delivered: readonly string[];
  readonly isAnswered: boolean;
}

/** The functions on the way of a message, from the frame to the answer, on real tables. */
export async function createWay(bot: Bot) {
  const client = createPlainClient(endpoint);
  const tables = await createTables(client, `admission.${randomUUID().slice(0, 8)}`);
  const context: ChatContext = { client, tables, now: Date.now, newId: randomUUID, random: Math.random };
  const published = new Map<string, PublishCommandInput>();
  const sns = new SNSClient({ region: 'us-east-1' });
  sns.middlewareStack.add(
    () => async (args) => {
      const input = args.input as PublishCommandInput;
      published.set(JSON.parse(input.Message ?? '').message.messageId, input);
      return { response: {}, output: { MessageId: 'published', $metadata: {} } };
    },
    { step: 'initialize', priority: 'high', name: 'endsBeforeTheNetwork' },
  );
  const posts: { readonly connectionId: string; readonly data: string }[] = [];
  const poster = {
    post: async (connectionId: string, data: string) => {
      posts.push({ connectionId, data });
      return 'posted' as const;
    },
    close: async () => {},
  };
  const publisher = { client: sns, topicArn: 'arn:aws:sns:us-east-1:123456789012:responder' };
  const announcer = { deliverer: createWebDeliverer({ poster }), outbound: publisher };
  const log = () => {};
  const send = createMessageSend({
    context,
    publisher,
    announcer,
    closer: createConnectionCloser(poster, log),
    threadIds: 'any',
    authentication: 'token',
    log,
  });
  const respond = createResponder({
    chat: context,
    states: new StateStorage(tables.states, { client }),
    statesTable: tables.states,
    announcer,
    bot,
    botName: 'rules',
    linkFile: ({ attachmentId }) => ({ url: `https://files.invalid/${attachmentId}`, expiresAt: 0 }),
    wait: (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal }),
    log,
  });
  await recordConnect(context, { userId: anna.userId, connectionId: 'anna-1' });
  await recordConnect(context, { userId: anna.userId, connectionId: 'anna-2' });

  /** The answer to a frame, as its sender sees it. */
  async function answerTo(body: string): Promise<Record<string, unknown>> {
    const event = webSocketEvent('anna-1', anna, 'message.send', body);
    return JSON.parse((await send(event, invocation)).body);
  }

  async function travel(body: string): Promise<Trip> {
    const answer = await answerTo(body);
    const { threadId = '', messageId = '' } = answer as { threadId?: string; messageId?: string };
    const message = published.get(messageId);
    if (message !== undefined)
      await respond({ Records: [{ Sns: { Message: message.Message } }] }, invocation);
    const page = await queryMessages(context, { threadId, direction: 'forward', limit: 100 });
    const head = await readThread(context, threadId);
    return {
      answer,
      published: message,
      stored: page.outcome === 'page' ? page.messages.map((stored) => ({ ...stored })) : [],
      delivered: posts.filter(({ connectionId }) => connectionId === 'anna-2').map(({ data }) => data),
      isAnswered: head !== null && head.waiting === undefined && head.answeredSeq === head.lastUserSeq,
    };
  }

  return { answerTo, travel };
}
