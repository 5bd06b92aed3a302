import { SNSClient } from '@aws-sdk/client-sns';
import { connectionsTable, messagesTable, responderTopic, threadsTable } from '@switchboard/chat-core/tables';
import { readConfig, table, topic } from '@switchboard/declarations/configuration';
import { createSweep } from '../sweeping/sweep.ts';
import { createChatContext } from './chat-context.ts';
import { environment, log } from './environment.ts';

const { topicArn, ...tables } = readConfig(environment, {
  threads: table(threadsTable),
  messages: table(messagesTable),
  connections: table(connectionsTable),
  topicArn: topic(responderTopic),
});

export const handler = createSweep({
  context: createChatContext(tables),
  publisher: { client: new SNSClient(), topicArn },
  log,
});
