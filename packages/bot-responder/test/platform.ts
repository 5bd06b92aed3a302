import { randomUUID } from 'node:crypto';
import { type PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import {
  type Alert,
  type AppendRequest,
  appendMessage,
  type ChatContext,
  changeOwner,
  createObjectStore,
  createWebDeliverer,
  type Deliverer,
  type OwnerChange,
  type PostOutcome,
  parseAlert,
  queryMessages,
  readThread,
  recordConnect,
  setDuty,
  sweepThread,
} from '@switchboard/chat-core';
import { connectionsTable, messagesTable, threadsTable } from '@switchboard/chat-core/tables';
import { createDocumentClient, createTable, StateStorage } from '@switchboard/data-core';
import { partitionedKeysTable, statesTable } from '@switchboard/data-core/tables';
import { engineOptions, leanClient } from '@switchboard/jest-preset/test-client';
import type { Bot } from '../src/bot/bot.ts';
import { createResponder } from '../src/responder/responder.ts';
import { createManualWait } from './manual-wait.ts';
import { createMortality } from './mortality.ts';

/** What a device was posted. */
type Frame = Readonly<Record<string, unknown>> & { readonly event: string };

/** What a connection answers to a frame: a promise is a device that is slow. */
type PostAnswer = (frame: Frame) => PostOutcome | Promise<PostOutcome>;

const budgetMs = 60_000;

/** No pause takes any time. */
const pause = () => new Promise<void>((resolve) => setImmediate(resolve));

/** The responder on tables of its own, with a clock that the test moves. */
export async function createPlatform() {
  const client = leanClient(createDocumentClient(engineOptions()));
  const prefix = randomUUID();
  const tables = {
    threads: `${prefix}.threads`,
    messages: `${prefix}.messages`,
    connections: `${prefix}.connections`,
    partitionedKeys: `${prefix}.partitioned_keys`,
    states: `${prefix}.states`,
  };
  await Promise.all([
    createTable(client, threadsTable, tables.threads),
    createTable(client, messagesTable, tables.messages),
    createTable(client, connectionsTable, tables.connections),
    createTable(client, partitionedKeysTable, tables.partitionedKeys),
    createTable(client, statesTable, tables.states),
  ]);

  const mortality = createMortality();
  let interruption: { readonly commandName: string; readonly act: () => Promise<unknown> } | undefined;
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const answer = await mortality.pass(() => next(args));
        const current = interruption;
        if (current?.commandName !== commandName) return answer;
        interruption = undefined;
        await current?.act();
        return answer;
      },
    { step: 'finalizeRequest' },
  );

  let time = Date.UTC(2026, 0, 1);
  const now = () => time;
  const chat: ChatContext = { client, tables, now, newId: randomUUID, random: Math.random, pause };
  const states = new StateStorage(tables.states, { client, now });
  const bucket = {
    bucket: 'files',
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const objects = createObjectStore(bucket, now);
  const frames: Frame[] = [];
  const posts: { readonly connectionId: string; readonly event: string }[] = [];
  const postAnswers = new Map<string, PostAnswer>();
  let deliveryFailure: Error | undefined;
  const web = createWebDeliverer({
    poster: {
      post: (connectionId, data) =>
        mortality.pass(async () => {
          const frame = JSON.parse(data);
          posts.push({ connectionId, event: frame.event });
          const outcome = (await postAnswers.get(connectionId)?.(frame)) ?? 'posted';
          if (outcome === 'posted') frames.push(frame);
          return outcome;
        }),
      close: async () => {},
    },
  });
  const deliverer: Deliverer = {
    ...web,
    post: async (...args) => {
      if (deliveryFailure !== undefined) throw deliveryFailure;
      return web.post(...args);
    },
  };
  const { outbound, publisher, failPublishing } = createTestTopic();
  const alertsTopic = createTestTopic(mortality.pass);
  const clock = createManualWait();
  const lines: string[] = [];
  const errors: unknown[] = [];
  const customers = new Map<string, string>();
  /** When the newest message of a thread was written that somebody has said. */
  const writtenAt = new Map<string, number>();
  /** What each request was about, by its thread and id: it is the same when Lambda tries it again. */
  const published = new Map<string, { readonly message: object }>();

  const respondWith = (bot: Bot) => {
    const responder = createResponder({
      chat,
      states,
      statesTable: tables.states,
      announcer: { deliverer, outbound: publisher, alerts: alertsTopic.publisher },
      bot,
      botName: 'test',
      linkFile: objects.downloadLink,
      wait: clock.wait,
      log: (event, fields, error) => {
        if (error !== undefined) errors.push(error);
        lines.push(
          JSON.stringify({ event, ...fields, ...(error instanceof Error && { error: error.name }) }),
        );
      },
    });
    /** Delivers what SNS would: the function sees no more of it than the thread, who wrote and when. */
    return (threadId: string, { requestId = '', remainingMs = budgetMs } = {}) => {
      const request = requestId || randomUUID();
      const message = { threadId, sender: customers.get(threadId), timestamp: writtenAt.get(threadId) };
      const notice = published.get(`${threadId} ${request}`) ?? { message };
      published.set(`${threadId} ${request}`, notice);
      return responder(
        { Records: [{ Sns: { Message: JSON.stringify(notice) } }] },
        { awsRequestId: request, getRemainingTimeInMillis: () => remainingMs },
      );
    };
  };

  return {
    client,
    tables,
    chat,
    states,
    frames,
    clock,
    mortality,
    lines,
    /** What was logged with the lines. */
    errors,
    respondWith,
    /** Does something between the next such call and the caller's seeing its answer. */
    interruptAfter: (commandName: string, act: () => Promise<unknown>) => {
      interruption = { commandName, act };
    },
    passTime: (milliseconds: number) => {
      time += milliseconds;
    },
    connect: (userId: string, connectionId = `${userId}-1`) => recordConnect(chat, { userId, connectionId }),
    /** What a connection answers to posts from now on. @default 'posted' */
    answerPosts: (connectionId: string, answer: PostAnswer) => postAnswers.set(connectionId, answer),
    /** Every post that was tried, whatever became of it. */
    posts,
    /** Lets every delivery fail as a whole, without a report. @param failure `undefined` ends it */
    failDelivery: (failure: Error | undefined) => {
      deliveryFailure = failure;
    },
    /** What the functions of channels that are pushed to were told. */
    outbound,
    /** Lets the topic of those channels refuse everything. @param failure `undefined` ends it */
    failPublishing,
    /** What people were alerted of. */
    alerts: () => alertsTopic.outbound.map(({ Message }): Alert => parseAlert(Message ?? '')),
    /** Lets the topic of alerts refuse everything. @param failure `undefined` ends it */
    failAlerts: alertsTopic.failPublishing,
    say: async (threadId: string, text: string, userId = 'anna', rest: Partial<AppendRequest> = {}) => {
      customers.set(threadId, userId);
      const said = await appendMessage(chat, { threadId, author: { type: 'user', userId }, text, ...rest });
      if (said.outcome === 'stored') writtenAt.set(threadId, said.message.timestamp);
      return said;
    },
    /** Lets another customer into a thread. */
    invite: (threadId: string, userId: string) =>
      client.send(
        new UpdateCommand({
          TableName: tables.threads,
          Key: { threadId },
          UpdateExpression: 'SET participants = list_append(participants, :more)',
          ExpressionAttributeValues: { ':more': [{ userId, role: 'customer' }] },
        }),
      ),
    /** Writes as a bot that runs elsewhere. */
    post: (threadId: string, text: string) =>
      appendMessage(chat, { threadId, author: { type: 'bot', name: 'shop', opensFor: 'anna' }, text }),
    operatorSays: (threadId: string, text: string) =>
      appendMessage(chat, { threadId, author: { type: 'operator', userId: 'olga' }, text }),
    /** An operator answers a question that the bot has asked operators. */
    decide: (threadId: string, id: string, approved: boolean, userId = 'olga') =>
      appendMessage(chat, {
        threadId,
        author: { type: 'operator', userId },
        text: approved ? 'Yes' : 'No',
        metadata: { approval: { id, approved } },
        answersQuestion: { id, isApproved: approved },
      }),
    operate: (threadId: string, change: OwnerChange) =>
      changeOwner(chat, { threadId, userId: 'olga', change }),
    claim: (threadId: string) => changeOwner(chat, { threadId, userId: 'olga', change: { type: 'claim' } }),
    /** Decides about a thread that has waited, as the sweeper does. */
    sweep: async (threadId: string) => {
      const head = await readThread(chat, threadId);
      return head && sweepThread(chat, head, false);
    },
    head: (threadId: string) => readThread(chat, threadId),
    texts: async (threadId: string) => {
      const page = await queryMessages(chat, { threadId, limit: 100 });
      return page.outcome === 'page'
        ? page.messages.map(({ messageType, text }) => `${messageType}: ${text}`)
        : [];
    },
  };
}

export type Platform = Awaited<ReturnType<typeof createPlatform>>;

/** A platform with a customer, anna, and an operator on duty, olga, who are both connected. */
export async function createStaffedPlatform(): Promise<Platform> {
  const platform = await createPlatform();
  await platform.connect('anna');
  await platform.connect('olga');
  await setDuty(platform.chat, 'olga', 'available');
  return platform;
}

/** A real client whose requests end before the network: this machine has no SNS at this level. */
function createTestTopic(pass: <T>(call: () => Promise<T>) => Promise<T> = (call) => call()) {
  const outbound: PublishCommandInput[] = [];
  let failure: Error | undefined;
  const client = new SNSClient({ region: 'us-east-1' });
  client.middlewareStack.add(
    () => (args) =>
      pass(async () => {
        if (failure !== undefined) throw failure;
        outbound.push(args.input as PublishCommandInput);
        return { response: {}, output: { MessageId: 'published', $metadata: {} } };
      }),
    { step: 'initialize', name: 'endsBeforeTheNetwork', priority: 'high' },
  );
  const failPublishing = (error: Error | undefined) => {
    failure = error;
  };
  const publisher = { client, topicArn: 'arn:aws:sns:us-east-1:123456789012:outbound' };
  return { outbound, publisher, failPublishing };
}

/** Fulfilled by calling it. */
export function createGate() {
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}
