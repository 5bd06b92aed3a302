import { randomUUID } from 'node:crypto';
import {
  type Announcer,
  type ChatContext,
  type ChatTableNames,
  type ConnectionPoster,
  createConnectionPoster,
  createLog,
  createObjectStore,
  createPostingClient,
  createPublishingClient,
  createWebDeliverer,
  type ObjectStore,
} from '@switchboard/chat-core';
import { accessIn } from '@switchboard/chat-core/aws';
import { connectionsTable, messagesTable, threadsTable } from '@switchboard/chat-core/tables';
import { createDocumentClient } from '@switchboard/data-core';
import { partitionedKeysTable } from '@switchboard/data-core/tables';
import * as config from '@switchboard/declarations/configuration';

/** What every function takes from the world outside: its environment, the clock, chance, and where its log goes. */

// biome-ignore lint/style/noProcessEnv: the composition root of every function
export const environment: config.Environment = process.env;
export const now = Date.now;
const random = Math.random;
export const log = createLog((line) => process.stdout.write(`${line}\n`), now);

/** The names of the tables of a conversation, for a function that declares all four. */
export const chatTables = {
  threads: config.table(threadsTable),
  messages: config.table(messagesTable),
  connections: config.table(connectionsTable),
  partitionedKeys: config.table(partitionedKeysTable),
};

/** A function knows the names of the tables that it declares. DynamoDB refuses this one, so that any other shows. */
const undeclared = 'not declared by this function';

/** What chat-core works with, for a function that declares some of its tables. */
export const createChatContext = (
  tables: Partial<ChatTableNames>,
  options: Pick<ChatContext, 'retentionDays' | 'limits'> = {},
): ChatContext => ({
  client: createDocumentClient(),
  tables: {
    threads: undeclared,
    messages: undeclared,
    connections: undeclared,
    partitionedKeys: undeclared,
    ...tables,
  },
  now,
  newId: randomUUID,
  random,
  ...options,
});

export const createPoster = (endpoint: string): ConnectionPoster =>
  createConnectionPoster(createPostingClient(endpoint));

/** The objects of attachments, by links that the function signs. */
export const createAttachments = (bucket: string): ObjectStore =>
  createObjectStore({ ...accessIn(environment, { now, random }), bucket }, now);

/**
 * @param outboundArn the ARN of the topic `outbound`
 * @param alertsArn the ARN of the topic `alerts`; without it nobody is alerted
 */
export function createAnnouncer(
  poster: ConnectionPoster,
  outboundArn: string,
  alertsArn?: string,
): Announcer {
  const client = createPublishingClient();
  return {
    deliverer: createWebDeliverer({ poster }),
    outbound: { client, topicArn: outboundArn },
    ...(alertsArn === undefined ? {} : { alerts: { client, topicArn: alertsArn } }),
  };
}
