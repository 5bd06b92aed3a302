import { createWebDeliverer } from '@switchboard/chat-core';
import { connectionsTable, messagesTable, threadsTable } from '@switchboard/chat-core/tables';
import { partitionedKeysTable } from '@switchboard/data-core/tables';
import * as config from '@switchboard/declarations/configuration';
import { createMessageChanges } from '../actions/change-message.ts';
import { createConnectionCloser } from '../connection/connection-closer.ts';
import { createChatContext, createPoster, environment, log } from './environment.ts';

const { endpoint, threadIds, retentionDays, messagesPerMinute, ...tables } = config.readConfig(environment, {
  threads: config.table(threadsTable),
  messages: config.table(messagesTable),
  connections: config.table(connectionsTable),
  partitionedKeys: config.table(partitionedKeysTable),
  endpoint: config.webSocketEndpoint(),
  threadIds: config.threadIds(),
  retentionDays: config.retentionDays(),
  messagesPerMinute: config.messagesPerMinute(),
});
const poster = createPoster(endpoint);

export const handler = createMessageChanges({
  context: createChatContext(tables, {
    retentionDays,
    limits: messagesPerMinute === 0 ? {} : { messagesPerMinute },
  }),
  deliverer: createWebDeliverer({ poster }),
  closer: createConnectionCloser(poster, log),
  threadIds,
  log,
});
