import { createConnectionPoster, createPostingClient, createWebDeliverer } from '@switchboard/chat-core';
import {
  attachmentsBucket,
  connectionsTable,
  messagesTable,
  threadsTable,
} from '@switchboard/chat-core/tables';
import { DynamoLock } from '@switchboard/data-core';
import { chatLogTable, locksTable, statesTable, userConversationsTable } from '@switchboard/data-core/tables';
import * as config from '@switchboard/declarations/configuration';
import { createAccountHandler } from '../account/account-handler.ts';
import { deleteObject } from '../aws/services.ts';
import { mailBucket, telegramAccountsQueue } from '../resources.ts';
import {
  access,
  attachmentsIn,
  client,
  environment,
  newId,
  now,
  queueSender,
  random,
} from './environment.ts';
import { createNotifying, notifyingConfig } from './notifying.ts';

const given = config.readConfig(environment, {
  ...notifyingConfig,
  threads: config.table(threadsTable),
  messages: config.table(messagesTable),
  connections: config.table(connectionsTable),
  userConversations: config.table(userConversationsTable),
  states: config.table(statesTable),
  chatLog: config.table(chatLogTable),
  locks: config.table(locksTable),
  bucket: config.bucket(mailBucket),
  attachments: config.bucket(attachmentsBucket),
  accountsUrl: config.queue(telegramAccountsQueue),
  endpoint: config.webSocketEndpoint(),
});

const { partitionedKeys, threads, messages, connections, bucket, userConversations, states, chatLog } = given;

export const handler = createAccountHandler({
  ...createNotifying(given).notifying,
  chat: { client, tables: { threads, messages, connections, partitionedKeys }, now, newId, random },
  tables: { userConversations, states, chatLog },
  locks: new DynamoLock({ tableName: given.locks, client }),
  attachments: attachmentsIn(given.attachments),
  announcer: {
    deliverer: createWebDeliverer({ poster: createConnectionPoster(createPostingClient(given.endpoint)) }),
  },
  deleteRaw: (key) => deleteObject(access, { bucket, key }),
  sendAgain: queueSender(given.accountsUrl),
});
