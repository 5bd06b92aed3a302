import { createPublishingClient } from '@switchboard/chat-core';
import { alertsTopic, outboundTopic, responderTopic } from '@switchboard/chat-core/tables';
import * as config from '@switchboard/declarations/configuration';
import { createMessageSend } from '../actions/send-message.ts';
import { createConnectionCloser } from '../connection/connection-closer.ts';
import {
  chatTables,
  createAnnouncer,
  createChatContext,
  createPoster,
  environment,
  log,
} from './environment.ts';

const {
  topicArn,
  outboundArn,
  alertsArn,
  endpoint,
  authentication,
  threadIds,
  retentionDays,
  messagesPerMinute,
  threadsPerHour,
  ...tables
} = config.readConfig(environment, {
  ...chatTables,
  topicArn: config.topic(responderTopic),
  outboundArn: config.topic(outboundTopic),
  alertsArn: config.topic(alertsTopic),
  endpoint: config.webSocketEndpoint(),
  authentication: config.authentication(),
  threadIds: config.threadIds(),
  retentionDays: config.retentionDays(),
  messagesPerMinute: config.messagesPerMinute(),
  threadsPerHour: config.threadsPerHour(),
});
const poster = createPoster(endpoint);

export const handler = createMessageSend({
  context: createChatContext(tables, {
    retentionDays,
    limits: {
      ...(messagesPerMinute === 0 ? {} : { messagesPerMinute }),
      ...(threadsPerHour === 0 ? {} : { threadsPerHour }),
    },
  }),
  publisher: { client: createPublishingClient(), topicArn },
  announcer: createAnnouncer(poster, outboundArn, alertsArn),
  closer: createConnectionCloser(poster, log),
  threadIds,
  authentication,
  log,
});
