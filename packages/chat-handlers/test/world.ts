import { randomUUID } from 'node:crypto';
import { type PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import {
  type ChatContext,
  type ChatTableNames,
  createWebDeliverer,
  type PostOutcome,
} from '@switchboard/chat-core';
import { connectionsTable, messagesTable, threadsTable } from '@switchboard/chat-core/tables';
import { createDocumentClient, createTable } from '@switchboard/data-core';
import { partitionedKeysTable } from '@switchboard/data-core/tables';

// biome-ignore lint/style/noProcessEnv: jest's global set-up says where the engine is
const endpoint = process.env.DYNAMODB_ENDPOINT;

export const createTestClient = (): DynamoDBDocumentClient =>
  createDocumentClient({
    ...(endpoint === undefined ? {} : { endpoint }),
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });

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
export interface TestTopic {
  readonly published: PublishCommandInput[];
  failure: Error | undefined;
}

/** A real client whose requests end before the network: this machine has no SNS at this level. */
function createTestTopic(): { topic: TestTopic; client: SNSClient } {
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
  return { topic, client };
}

/** One post to a connection, its frame parsed. */
interface Post {
  readonly connectionId: string;
  readonly frame: Record<string, unknown>;
}

/** A chat of its own: real tables, a clock that a test turns, and what goes out written down. */
export async function createWorld() {
  const client = createTestClient();
  const tables = await createTables(client);
  let time = 1_795_248_000_000;
  const context: ChatContext = {
    client,
    tables,
    now: () => time,
    newId: randomUUID,
    random: () => 0.5,
    pause: async () => {},
  };
  const posts: Post[] = [];
  const outcomes = new Map<string, PostOutcome | Error>();
  const poster = {
    async post(connectionId: string, data: string): Promise<PostOutcome> {
      const outcome = outcomes.get(connectionId) ?? 'posted';
      if (outcome instanceof Error) throw outcome;
      if (outcome === 'posted') posts.push({ connectionId, frame: JSON.parse(data) });
      return outcome;
    },
  };
  const { topic, client: sns } = createTestTopic();
  const lines: string[] = [];
  return {
    client,
    tables,
    context,
    publisher: { client: sns, topicArn: 'arn:aws:sns:eu-central-1:123456789012:responder' },
    deliverer: createWebDeliverer(context, { poster }),
    topic,
    /** What was posted since it was last looked at, by connection: devices are told in no order. */
    takePosts: () => posts.splice(0).toSorted((a, b) => a.connectionId.localeCompare(b.connectionId)),
    /** What a connection answers to posts from now on. @default 'posted' */
    setPostOutcome: (connectionId: string, outcome: PostOutcome | Error) =>
      outcomes.set(connectionId, outcome),
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
    advance: (milliseconds: number) => {
      time += milliseconds;
    },
    log: (event: string, fields?: object) => lines.push(JSON.stringify({ event, ...fields })),
    lines,
  };
}

export type World = Awaited<ReturnType<typeof createWorld>>;
