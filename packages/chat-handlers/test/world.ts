import { randomUUID } from 'node:crypto';
import { type PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import {
  type ChatContext,
  type ChatLimits,
  type ChatTableNames,
  type ConnectionPoster,
  createObjectStore,
  createWebDeliverer,
  type ObjectStore,
  type PostOutcome,
  type StoredObject,
} from '@switchboard/chat-core';
import { connectionsTable, messagesTable, threadsTable } from '@switchboard/chat-core/tables';
import { BotConfigStorage, createDocumentClient, createTable } from '@switchboard/data-core';
import { botConfigTable, partitionedKeysTable } from '@switchboard/data-core/tables';
import { engineOptions, leanClient } from '@switchboard/jest-preset/test-client';
import { createConnectionCloser } from '../src/connection/connection-closer.ts';
import { createTestClock } from './clock.ts';

export const createTestClient = (): DynamoDBDocumentClient =>
  leanClient(createDocumentClient(engineOptions()));

const definitions = {
  threads: threadsTable,
  messages: messagesTable,
  connections: connectionsTable,
  partitionedKeys: partitionedKeysTable,
} as const;

async function createTables(client: DynamoDBDocumentClient): Promise<ChatTableNames> {
  const prefix = `handlers.${randomUUID().slice(0, 8)}`;
  const nameOf = (table: keyof typeof definitions) => `${prefix}.${definitions[table].name}`;
  const tables: ChatTableNames = {
    threads: nameOf('threads'),
    messages: nameOf('messages'),
    connections: nameOf('connections'),
    partitionedKeys: nameOf('partitionedKeys'),
  };
  for (const name of Object.keys(definitions) as (keyof typeof definitions)[]) {
    await createTable(client, definitions[name], tables[name]);
  }
  return tables;
}

/** What a topic was told, or the error that it answers with while `failure` is set. */
interface TestTopic {
  readonly published: PublishCommandInput[];
  failure: Error | undefined;
}

/** A real client whose requests end before the network: this machine has no SNS at this level. */
function createTestTopic(name: string) {
  const topic: TestTopic = { published: [], failure: undefined };
  const client = new SNSClient({ region: 'eu-central-1' });
  client.middlewareStack.add(
    () => async (args) => {
      if (topic.failure) throw topic.failure;
      topic.published.push(args.input as PublishCommandInput);
      return { response: {}, output: { MessageId: 'published', $metadata: {} } };
    },
    { step: 'initialize', name: 'endsBeforeTheNetwork', priority: 'high' },
  );
  return { topic, publisher: { client, topicArn: `arn:aws:sns:eu-central-1:123456789012:${name}` } };
}

/** One post to a connection, its frame parsed. */
interface Post {
  readonly connectionId: string;
  readonly frame: Record<string, unknown>;
}

/** What a connection answers to posts: a promise is a device that is slow, a function is told of each post. */
type PostAnswer = PostOutcome | Error | Promise<PostOutcome> | (() => Promise<PostOutcome>);

function createTestPoster() {
  const posts: Post[] = [];
  const tries: string[] = [];
  const closed: string[] = [];
  const answers = new Map<string, PostAnswer>();
  const poster: ConnectionPoster = {
    async post(connectionId, data) {
      tries.push(connectionId);
      const answer = answers.get(connectionId) ?? 'posted';
      if (answer instanceof Error) throw answer;
      const outcome = await (typeof answer === 'function' ? answer() : answer);
      if (outcome === 'posted') posts.push({ connectionId, frame: JSON.parse(data) });
      return outcome;
    },
    async close(connectionId) {
      closed.push(connectionId);
    },
  };
  return { posts, tries, closed, answers, poster };
}

/** A bucket of its own: links are what production signs, and what lies there is what a test puts there. */
function testObjects(stored: Map<string, StoredObject>, now: () => number): ObjectStore {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const access = { bucket: 'files', region: 'eu-central-1', credentials };
  return {
    ...createObjectStore(access, now),
    find: async (attachmentId) => stored.get(attachmentId),
    remove: async (attachmentId) => {
      stored.delete(attachmentId);
    },
  };
}

const nameOf = ({ connectionId, frame }: Post): string => `${connectionId} ${frame.event}`;

export interface WorldOptions extends Pick<ChatContext, 'retentionDays'> {
  readonly limits?: ChatLimits;
  /** Real time and chance, where it matters how long something takes. @default false */
  readonly inRealTime?: boolean;
}

/** A chat of its own: real tables, a clock that a test turns, and what goes out written down. */
export async function createWorld({ inRealTime = false, ...options }: WorldOptions = {}) {
  const client = createTestClient();
  const tables = await createTables(client);
  const clock = createTestClock(1_795_248_000_000);
  client.middlewareStack.add((next) => (args) => clock.during(() => next(args)), {
    step: 'initialize',
    name: 'takesRealTime',
    priority: 'high',
  });
  const context: ChatContext = {
    client,
    tables,
    newId: randomUUID,
    ...(inRealTime
      ? { now: Date.now, random: Math.random }
      : { now: clock.now, random: () => 0.5, pause: clock.pause }),
    ...options,
  };
  const { posts, tries, closed, answers, poster } = createTestPoster();
  const { topic, publisher } = createTestTopic('responder');
  const { topic: outbound, publisher: outboundPublisher } = createTestTopic('outbound');
  const { topic: alertsTopic, publisher: alerts } = createTestTopic('alerts');
  const configTable = `${tables.threads}.config`;
  await createTable(client, botConfigTable, configTable);
  const objects = new Map<string, StoredObject>();
  const lines: string[] = [];
  const log = (event: string, fields?: object, error?: unknown) => {
    const reason = error instanceof Error ? { error: error.name } : {};
    lines.push(JSON.stringify({ event, ...fields, ...reason }));
  };
  return {
    client,
    tables,
    context,
    publisher,
    announcer: { deliverer: createWebDeliverer({ poster }), outbound: outboundPublisher, alerts },
    cannedIn: (from: ChatContext) =>
      new BotConfigStorage(configTable, { client: from.client, now: context.now }),
    objects: testObjects(objects, context.now),
    /** What lies in the bucket, by attachment id. */
    bucket: objects,
    poster,
    closer: createConnectionCloser(poster, log),
    topic,
    outbound,
    alertsTopic,
    /** What was posted since it was last looked at, by connection and event: frames are posted in no order. */
    takePosts: () => posts.splice(0).toSorted((a, b) => nameOf(a).localeCompare(nameOf(b))),
    /** To which connections something was posted, or was tried to, since it was last looked at; in order. */
    takeTries: () => tries.splice(0),
    /** The connections that were closed, in order. */
    closed,
    /** What a connection answers to posts from now on. @default 'posted' */
    setPostOutcome: (connectionId: string, answer: PostAnswer) => answers.set(connectionId, answer),
    /** Takes a user over from the bot as the original documents it: by a plain UpdateItem of anyone's. */
    overrideBot: (userId: string) =>
      client.send(
        new UpdateCommand({
          TableName: tables.connections,
          Key: { userId },
          UpdateExpression: 'SET isHumanOverride = :true',
          ExpressionAttributeValues: { ':true': true },
        }),
      ),
    advance: clock.advance,
    log,
    lines,
  };
}

export type World = Awaited<ReturnType<typeof createWorld>>;
