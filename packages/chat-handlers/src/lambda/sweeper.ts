import { createPublishingClient } from '@switchboard/chat-core';
import {
  connectionsTable,
  messagesTable,
  outboundTopic,
  responderTopic,
  threadsTable,
} from '@switchboard/chat-core/tables';
import { partitionedKeysTable } from '@switchboard/data-core/tables';
import * as config from '@switchboard/declarations/configuration';
import { createSweep } from '../sweeping/sweep.ts';
import { createAnnouncer, createChatContext, createPoster, environment, log } from './environment.ts';

const { topicArn, outboundArn, endpoint, ...tables } = config.readConfig(environment, {
  threads: config.table(threadsTable),
  messages: config.table(messagesTable),
  connections: config.table(connectionsTable),
  partitionedKeys: config.table(partitionedKeysTable),
  topicArn: config.topic(responderTopic),
  outboundArn: config.topic(outboundTopic),
  endpoint: config.webSocketEndpoint(),
});

export const handler = createSweep({
  context: createChatContext(tables),
  publisher: { client: createPublishingClient(), topicArn },
  announcer: createAnnouncer(createPoster(endpoint), outboundArn),
  log,
});
