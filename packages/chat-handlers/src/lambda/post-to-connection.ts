import { connectionsTable, messagesTable, threadsTable } from '@switchboard/chat-core/tables';
import { partitionedKeysTable } from '@switchboard/data-core/tables';
import { readConfig, retentionDays, table, webSocketEndpoint } from '@switchboard/declarations/configuration';
import { createPostToConnection } from '../posting/post-to-connection.ts';
import { createChatContext, createDeliverer } from './chat-context.ts';
import { environment, log } from './environment.ts';

const { endpoint, days, ...tables } = readConfig(environment, {
  threads: table(threadsTable),
  messages: table(messagesTable),
  connections: table(connectionsTable),
  partitionedKeys: table(partitionedKeysTable),
  endpoint: webSocketEndpoint(),
  days: retentionDays(),
});
const context = createChatContext(tables, { retentionDays: days });

export const handler = createPostToConnection({
  context,
  deliverer: createDeliverer(context, endpoint),
  log,
});
