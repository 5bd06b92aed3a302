import { attachmentsOfUsers, createWebDeliverer } from '@switchboard/chat-core';
import { attachmentsBucket } from '@switchboard/chat-core/tables';
import { BotTokenStorage, eraseUserData } from '@switchboard/data-core';
import { botTokensTable, chatLogTable, statesTable } from '@switchboard/data-core/tables';
import * as config from '@switchboard/declarations/configuration';
import { createConnectionCloser } from '../connection/connection-closer.ts';
import { createUsers } from '../users/users.ts';
import {
  chatTables,
  createAttachments,
  createChatContext,
  createPoster,
  environment,
  log,
  now,
} from './environment.ts';

const { endpoint, bucket, states, bottokens, chatlog, ...tables } = config.readConfig(environment, {
  ...chatTables,
  states: config.table(statesTable),
  bottokens: config.table(botTokensTable),
  chatlog: config.table(chatLogTable),
  bucket: config.bucket(attachmentsBucket),
  endpoint: config.webSocketEndpoint(),
});
const context = createChatContext(tables);
const { client } = context;
const poster = createPoster(endpoint);
const tokens = new BotTokenStorage(bottokens, undefined, { client, now });

const store = (table: 'states' | 'chatlog' | 'bottokens', tableName: string) => ({
  table,
  async erase(userId: string, threadIds: readonly string[]) {
    const senders = [userId, ...threadIds].map((senderId) => ({ senderId }));
    const { total } = await eraseUserData(
      { client, tables: { [table]: tableName }, subject: { senders } },
      { now },
    );
    return total;
  },
});

export const handler = createUsers({
  context,
  revokeTokens: (userId) => tokens.revokeAll(userId),
  // Bots keep their states and logs under the ids of threads.
  stores: [
    store('states', states),
    store('chatlog', chatlog),
    store('bottokens', bottokens),
    attachmentsOfUsers(context, createAttachments(bucket)),
  ],
  closer: createConnectionCloser(poster, log),
  announcer: { deliverer: createWebDeliverer({ poster }) },
  log,
});
