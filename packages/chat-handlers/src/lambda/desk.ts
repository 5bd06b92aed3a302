import { createWebDeliverer } from '@switchboard/chat-core';
import { connectionsTable, messagesTable, threadsTable } from '@switchboard/chat-core/tables';
import { BotConfigStorage } from '@switchboard/data-core';
import { botConfigTable, partitionedKeysTable } from '@switchboard/data-core/tables';
import * as config from '@switchboard/declarations/configuration';
import { createConnectionCloser } from '../connection/connection-closer.ts';
import { createDesk } from '../desk.ts';
import { createChatContext, createPoster, environment, log, now } from './environment.ts';

const { botConfig, endpoint, threadIds, retentionDays, ...tables } = config.readConfig(environment, {
  threads: config.table(threadsTable),
  messages: config.table(messagesTable),
  connections: config.table(connectionsTable),
  partitionedKeys: config.table(partitionedKeysTable),
  botConfig: config.table(botConfigTable),
  endpoint: config.webSocketEndpoint(),
  threadIds: config.threadIds(),
  retentionDays: config.retentionDays(),
});
const context = createChatContext(tables, { retentionDays });
const poster = createPoster(endpoint);

export const handler = createDesk({
  context,
  announcer: { deliverer: createWebDeliverer({ poster }) },
  canned: new BotConfigStorage(botConfig, { client: context.client, now }),
  closer: createConnectionCloser(poster, log),
  threadIds,
  log,
});
