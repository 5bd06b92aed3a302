import { attachmentsBucket, connectionsTable, threadsTable } from '@switchboard/chat-core/tables';
import { partitionedKeysTable } from '@switchboard/data-core/tables';
import * as config from '@switchboard/declarations/configuration';
import { createAttachmentActions } from '../actions/attachments.ts';
import { createConnectionCloser } from '../connection/connection-closer.ts';
import { createAttachments, createChatContext, createPoster, environment, log } from './environment.ts';

const { bucket, endpoint, threadIds, retentionDays, ...tables } = config.readConfig(environment, {
  threads: config.table(threadsTable),
  connections: config.table(connectionsTable),
  partitionedKeys: config.table(partitionedKeysTable),
  bucket: config.bucket(attachmentsBucket),
  endpoint: config.webSocketEndpoint(),
  threadIds: config.threadIds(),
  retentionDays: config.retentionDays(),
});

export const handler = createAttachmentActions({
  context: createChatContext(tables, { retentionDays }),
  objects: createAttachments(bucket),
  closer: createConnectionCloser(createPoster(endpoint), log),
  threadIds,
  log,
});
