import { alertsTopic, outboundTopic } from '@switchboard/chat-core/tables';
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

const { endpoint, outboundArn, alertsArn, retentionDays, ...tables } = config.readConfig(environment, {
  ...chatTables,
  outboundArn: config.topic(outboundTopic),
  alertsArn: config.topic(alertsTopic),
  endpoint: config.webSocketEndpoint(),
  retentionDays: config.retentionDays(),
});

export const handler = createPostToConnection({
  context: createChatContext(tables, { retentionDays }),
  announcer: createAnnouncer(createPoster(endpoint), outboundArn, alertsArn),
  log,
});
