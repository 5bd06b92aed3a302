import { createPublishingClient, createWebDeliverer } from '@switchboard/chat-core';
import { attachmentsBucket, outboundTopic } from '@switchboard/chat-core/tables';
import * as config from '@switchboard/declarations/configuration';
import { createMessageChanges } from '../actions/change-message.ts';
import { createConnectionCloser } from '../connection/connection-closer.ts';
import {
  chatTables,
  createAttachments,
  createChatContext,
  createPoster,
  environment,
  log,
} from './environment.ts';

const { endpoint, bucket, outboundArn, threadIds, retentionDays, messagesPerMinute, ...tables } =
  config.readConfig(environment, {
    ...chatTables,
    bucket: config.bucket(attachmentsBucket),
    outboundArn: config.topic(outboundTopic),
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
  announcer: {
    deliverer: createWebDeliverer({ poster }),
    outbound: { client: createPublishingClient(), topicArn: outboundArn },
  },
  objects: createAttachments(bucket),
  closer: createConnectionCloser(poster, log),
  threadIds,
  log,
});
