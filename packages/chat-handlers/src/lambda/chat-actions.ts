import { SNSClient } from '@aws-sdk/client-sns';
import { connectionsTable, messagesTable, responderTopic, threadsTable } from '@switchboard/chat-core/tables';
import { readConfig, table, topic, webSocketEndpoint } from '@switchboard/declarations/configuration';
import { createChatActions } from '../chat-actions.ts';
import { createChatContext, createDeliverer } from './chat-context.ts';
import { environment, log } from './environment.ts';

const { topicArn, endpoint, ...tables } = readConfig(environment, {
  threads: table(threadsTable),
  messages: table(messagesTable),
  connections: table(connectionsTable),
  topicArn: topic(responderTopic),
  endpoint: webSocketEndpoint(),
});
const context = createChatContext(tables);

export const handler = createChatActions({
  context,
  publisher: { client: new SNSClient(), topicArn },
  deliverer: createDeliverer(context, endpoint),
  log,
});
