import { createWebDeliverer } from '@switchboard/chat-core';
import { BotConfigStorage } from '@switchboard/data-core';
import { botConfigTable } from '@switchboard/data-core/tables';
import * as config from '@switchboard/declarations/configuration';
import { createConnectionCloser } from '../connection/connection-closer.ts';
import { createDesk } from '../desk.ts';
import { chatTables, createChatContext, createPoster, environment, log, now } from './environment.ts';

const { botConfig, endpoint, threadIds, retentionDays, ...tables } = config.readConfig(environment, {
  ...chatTables,
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
  cannedIn: ({ client }) => new BotConfigStorage(botConfig, { client, now }),
  closer: createConnectionCloser(poster, log),
  threadIds,
  log,
});
