import {
  type ChatContext,
  type ChatTableNames,
  createConnectionPoster,
  createPostingClient,
  createWebDeliverer,
  type Deliverer,
} from '@switchboard/chat-core';
import { createDocumentClient } from '@switchboard/data-core';
import { newId, now, random } from './environment.ts';

/** A function knows the names of the tables that it declares. DynamoDB refuses this one, so that any other shows. */
const undeclared = 'not declared by this function';

/** What chat-core works with, for a function that declares some of its tables. */
export const createChatContext = (
  tables: Partial<ChatTableNames>,
  { retentionDays }: Pick<ChatContext, 'retentionDays'> = {},
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
  newId,
  random,
  ...(retentionDays === undefined ? {} : { retentionDays }),
});

export const createDeliverer = (context: ChatContext, endpoint: string): Deliverer =>
  createWebDeliverer(context, { poster: createConnectionPoster(createPostingClient(endpoint)) });
