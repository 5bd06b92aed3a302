import { connectionsTable, messagesTable, outboundTopic, threadsTable } from '@switchboard/chat-core/tables';
import { partitionedKeysTable } from '@switchboard/data-core/tables';
import * as config from '@switchboard/declarations/configuration';
import { createPostToConnection } from '../posting/post-to-connection.ts';
import { createAnnouncer, createChatContext, createPoster, environment, log } from './environment.ts';

const { endpoint, outboundArn, retentionDays, ...tables } = config.readConfig(environment, {
  threads: config.table(threadsTable),
  messages: config.table(messagesTable),
  connections: config.table(connectionsTable),
  partitionedKeys: config.table(partitionedKeysTable),
  outboundArn: config.topic(outboundTopic),
  endpoint: config.webSocketEndpoint(),
  retentionDays: config.retentionDays(),
});

export const handler = createPostToConnection({
  context: createChatContext(tables, { retentionDays }),
  announcer: createAnnouncer(createPoster(endpoint), outboundArn),
  log,
});
