import {
  type FunctionDefinition,
  type FunctionPackage,
  httpRoute,
  postToConnections,
  publish,
  read,
  schedule,
  webSocketAuthorizer,
  webSocketRoute,
  write,
} from '@switchboard/chat-core/declarations';
import { connectionsTable, messagesTable, responderTopic, threadsTable } from '@switchboard/chat-core/tables';
import { botTokensTable, partitionedKeysTable } from '@switchboard/data-core/tables';

/** Every API function but the sweeper answers someone who waits: well below the 29 s of an integration. */
const answering = { memoryMb: 512, timeoutSeconds: 10 } as const;

/** Proves who opens a connection. */
const authorize: FunctionDefinition = {
  name: 'authorize',
  entry: 'src/lambda/authorize.ts',
  ...answering,
  triggers: [webSocketAuthorizer()],
  uses: [read(botTokensTable)],
  settings: ['AUTHENTICATION'],
};

const connect: FunctionDefinition = {
  name: 'connect',
  entry: 'src/lambda/connect.ts',
  ...answering,
  triggers: [webSocketRoute('$connect')],
  uses: [write(connectionsTable)],
  settings: ['AUTHENTICATION'],
};

const disconnect: FunctionDefinition = {
  name: 'disconnect',
  entry: 'src/lambda/disconnect.ts',
  ...answering,
  triggers: [webSocketRoute('$disconnect')],
  uses: [write(connectionsTable)],
};

const messageSend: FunctionDefinition = {
  name: 'message-send',
  entry: 'src/lambda/message-send.ts',
  ...answering,
  triggers: [webSocketRoute('message.send', { reply: true })],
  uses: [
    read(threadsTable),
    write(threadsTable),
    read(messagesTable),
    write(messagesTable),
    write(partitionedKeysTable),
    read(connectionsTable),
    write(connectionsTable),
    publish(responderTopic),
    postToConnections(),
  ],
  settings: ['AUTHENTICATION', 'RETENTION_DAYS'],
};

/** Everything else that a client may ask, and the answer to what nobody knows (`$default`). */
const chatActions: FunctionDefinition = {
  name: 'chat-actions',
  entry: 'src/lambda/chat-actions.ts',
  ...answering,
  triggers: [
    webSocketRoute('history.get', { reply: true }),
    webSocketRoute('thread.resume', { reply: true }),
    webSocketRoute('typing', { reply: true }),
    webSocketRoute('read', { reply: true }),
    webSocketRoute('ping', { reply: true }),
    webSocketRoute('thread.claim', { reply: true }),
    webSocketRoute('thread.release', { reply: true }),
    webSocketRoute('$default', { reply: true }),
  ],
  uses: [
    read(threadsTable),
    write(threadsTable),
    read(messagesTable),
    read(connectionsTable),
    write(connectionsTable),
    publish(responderTopic),
    postToConnections(),
  ],
};

/** Issues credentials: to guests, and to whom an IAM caller names. */
const sessions: FunctionDefinition = {
  name: 'sessions',
  entry: 'src/lambda/sessions.ts',
  ...answering,
  triggers: [httpRoute('POST', '/sessions', 'none'), httpRoute('POST', '/users/{userId}/sessions', 'iam')],
  uses: [write(botTokensTable)],
  settings: ['SESSIONS'],
};

/** For bots that run elsewhere; also invoked directly, with the bare `{userId, threadId, message}`. */
const postToConnection: FunctionDefinition = {
  name: 'post-to-connection',
  entry: 'src/lambda/post-to-connection.ts',
  ...answering,
  triggers: [httpRoute('POST', '/messages', 'iam')],
  uses: [
    read(threadsTable),
    write(threadsTable),
    read(messagesTable),
    write(messagesTable),
    write(partitionedKeysTable),
    read(connectionsTable),
    write(connectionsTable),
    postToConnections(),
  ],
  settings: ['RETENTION_DAYS'],
};

/** Publishes again what the bot should have answered by now. */
const sweeper: FunctionDefinition = {
  name: 'sweeper',
  entry: 'src/lambda/sweeper.ts',
  memoryMb: 512,
  timeoutSeconds: 50,
  triggers: [schedule(1)],
  uses: [read(threadsTable), read(messagesTable), read(connectionsTable), publish(responderTopic)],
};

export const functionPackage: FunctionPackage = {
  root: new URL('..', import.meta.url),
  functions: [authorize, connect, disconnect, messageSend, chatActions, sessions, postToConnection, sweeper],
};
