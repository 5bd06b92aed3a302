import { outboundTopic } from '@switchboard/chat-core/tables';
import * as config from '@switchboard/declarations/configuration';
import { createPostToConnection } from '../posting/post-to-connection.ts';
import {
  chatTables,
  createAnnouncer,
  createChatContext,
  createPoster,
  environment,
  log,
} from './environment.ts';

const { endpoint, outboundArn, retentionDays, ...tables } = config.readConfig(environment, {
  ...chatTables,
  outboundArn: config.topic(outboundTopic),
  endpoint: config.webSocketEndpoint(),
  retentionDays: config.retentionDays(),
});

export const handler = createPostToConnection({
  context: createChatContext(tables, { retentionDays }),
  announcer: createAnnouncer(createPoster(endpoint), outboundArn),
  log,
});
