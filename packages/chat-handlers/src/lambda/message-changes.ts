import { createWebDeliverer } from '@switchboard/chat-core';
import {
  attachmentsBucket,
  connectionsTable,
  messagesTable,
  threadsTable,
} from '@switchboard/chat-core/tables';
import { partitionedKeysTable } from '@switchboard/data-core/tables';
import * as config from '@switchboard/declarations/configuration';
import { createMessageChanges } from '../actions/change-message.ts';
import { createConnectionCloser } from '../connection/connection-closer.ts';
import { createAttachments, createChatContext, createPoster, environment, log } from './environment.ts';

const { endpoint, bucket, threadIds, retentionDays, messagesPerMinute, ...tables } = config.readConfig(
  environment,
  {
    threads: config.table(threadsTable),
    messages: config.table(messagesTable),
    connections: config.table(connectionsTable),
    partitionedKeys: config.table(partitionedKeysTable),
    bucket: config.bucket(attachmentsBucket),
    endpoint: config.webSocketEndpoint(),
    threadIds: config.threadIds(),
    retentionDays: config.retentionDays(),
    messagesPerMinute: config.messagesPerMinute(),
  },
);
const poster = createPoster(endpoint);

export const handler = createMessageChanges({
  context: createChatContext(tables, {
    retentionDays,
    limits: messagesPerMinute === 0 ? {} : { messagesPerMinute },
  }),
  deliverer: createWebDeliverer({ poster }),
  objects: createAttachments(bucket),
  closer: createConnectionCloser(poster, log),
  threadIds,
  log,
});
