import {
  type FunctionDefinition,
  type FunctionPackage,
  postToConnections,
  read,
  topicSubscription,
  write,
} from '@switchboard/chat-core/declarations';
import { connectionsTable, messagesTable, responderTopic, threadsTable } from '@switchboard/chat-core/tables';
import { botConfigTable, statesTable } from '@switchboard/data-core/tables';

/** Answers what was written in a thread that the bot owns. Its timeout is the longest that a user waits for a slow bot. */
const responder: FunctionDefinition = {
  name: 'responder',
  entry: 'src/lambda/responder.ts',
  memoryMb: 512,
  timeoutSeconds: 60,
  triggers: [topicSubscription(responderTopic)],
  uses: [
    read(statesTable),
    write(statesTable),
    read(threadsTable),
    write(threadsTable),
    read(messagesTable),
    write(messagesTable),
    read(connectionsTable),
    write(connectionsTable),
    read(botConfigTable),
    postToConnections(),
  ],
  settings: ['BOT', 'RETENTION_DAYS'],
};

export const functionPackage: FunctionPackage = {
  root: new URL('..', import.meta.url),
  functions: [responder],
};
