import {
  alertsTopic,
  connectionsTable,
  messagesTable,
  outboundTopic,
  responderTopic,
  threadsTable,
} from '@switchboard/chat-core/tables';
import { botConfigTable, partitionedKeysTable, statesTable } from '@switchboard/data-core/tables';
import {
  type FunctionDefinition,
  type FunctionPackage,
  onTable,
  postToConnections,
  publish,
  topicSubscription,
} from '@switchboard/declarations';
import { botFiles } from './bots/bot-files.ts';
import { needsOf, plainBots } from './bots/needs.ts';

const bots = botFiles();

const forPlainBots = (file: string) => Object.fromEntries(plainBots.map((name) => [name, file]));

/**
 * Answers what was written in a thread that the bot owns. Its timeout is the longest that a user waits for a slow bot.
 */
const responder: FunctionDefinition = {
  name: 'responder',
  entry: 'src/lambda/responder.ts',
  memoryMb: 512,
  timeoutSeconds: 60,
  triggers: [topicSubscription(responderTopic)],
  uses: [
    onTable(statesTable, 'batchGet', 'get', 'put', 'update', 'delete'),
    onTable(threadsTable, 'batchGet', 'get', 'update'),
    onTable(messagesTable, 'query', 'put'),
    onTable(partitionedKeysTable, 'batchGet', 'put', 'query'),
    onTable(connectionsTable, 'batchGet', 'check', 'update'),
    onTable(botConfigTable, 'get'),
    publish(outboundTopic),
    publish(alertsTopic),
    postToConnections(),
  ],
  settings: ['BOT', 'RETENTION_DAYS'],
  leftOutWhere: { setting: 'BOT', is: 'none' },
  // Only the code of the bot that is configured is loaded.
  variants: {
    setting: 'BOT',
    module: '#bot',
    files: bots,
    otherModules: {
      '#approval': forPlainBots('src/approval/no-approvals.ts'),
      '#show-reply': forPlainBots('src/responder/show-nothing.ts'),
      '#bot-context': forPlainBots('src/context/plain-context.ts'),
    },
    needs: needsOf(Object.keys(bots)),
  },
};

export const functionPackage: FunctionPackage = {
  root: new URL('..', import.meta.url),
  functions: [responder],
  allowedValues: { BOT: [...Object.keys(bots), 'none'] },
};
