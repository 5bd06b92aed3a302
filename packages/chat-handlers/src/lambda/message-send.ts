import { SNSClient } from '@aws-sdk/client-sns';
import { connectionsTable, messagesTable, responderTopic, threadsTable } from '@switchboard/chat-core/tables';
import { partitionedKeysTable } from '@switchboard/data-core/tables';
import * as config from '@switchboard/declarations/configuration';
import { createMessageSend } from '../message-send.ts';
import { createChatContext, createDeliverer } from './chat-context.ts';
import { environment, log } from './environment.ts';

const { topicArn, endpoint, authentication, retentionDays, ...tables } = config.readConfig(environment, {
  threads: config.table(threadsTable),
  messages: config.table(messagesTable),
  connections: config.table(connectionsTable),
  partitionedKeys: config.table(partitionedKeysTable),
  topicArn: config.topic(responderTopic),
  endpoint: config.webSocketEndpoint(),
  authentication: config.authentication(),
  retentionDays: config.retentionDays(),
});
const context = createChatContext(tables, { retentionDays });
const publisher = { client: new SNSClient(), topicArn };

export const handler = createMessageSend({
  context,
  publisher,
  deliverer: createDeliverer(context, endpoint),
  authentication,
  log,
});
