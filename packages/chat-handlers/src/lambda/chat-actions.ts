import { createPublishingClient } from '@switchboard/chat-core';
import { alertsTopic, outboundTopic, responderTopic } from '@switchboard/chat-core/tables';
import * as config from '@switchboard/declarations/configuration';
import { createChatActions } from '../chat-actions.ts';
import { createConnectionCloser } from '../connection/connection-closer.ts';
import {
  chatTables,
  createAnnouncer,
  createChatContext,
  createPoster,
  environment,
  log,
} from './environment.ts';

const { topicArn, outboundArn, alertsArn, endpoint, threadIds, retentionDays, ...tables } = config.readConfig(
  environment,
  {
    ...chatTables,
    topicArn: config.topic(responderTopic),
    outboundArn: config.topic(outboundTopic),
    alertsArn: config.topic(alertsTopic),
    endpoint: config.webSocketEndpoint(),
    threadIds: config.threadIds(),
    retentionDays: config.retentionDays(),
  },
);
const poster = createPoster(endpoint);

export const handler = createChatActions({
  context: createChatContext(tables, { retentionDays }),
  publisher: { client: createPublishingClient(), topicArn },
  announcer: createAnnouncer(poster, outboundArn, alertsArn),
  closer: createConnectionCloser(poster, log),
  threadIds,
  log,
});
