import {
  awaitingIndex,
  connectionsTable,
  messagesTable,
  responderTopic,
  threadsTable,
} from '@switchboard/chat-core/tables';
import { botTokensTable, partitionedKeysTable } from '@switchboard/data-core/tables';
import {
  type FunctionDefinition,
  type FunctionPackage,
  httpRoute,
  onTable,
  postToConnections,
  publish,
  queryIndex,
  schedule,
  webSocketAuthorizer,
  webSocketRoute,
} from '@switchboard/declarations';

/** Every API function but the sweeper answers someone who waits: well below the 29 s of an integration. */
const answering = { memoryMb: 512, timeoutSeconds: 10 } as const;

/** Proves who opens a connection. */
const authorize: FunctionDefinition = {
  name: 'authorize',
  entry: 'src/lambda/authorize.ts',
  ...answering,
  triggers: [webSocketAuthorizer()],
  uses: [onTable(botTokensTable, 'get'), queryIndex(botTokensTable, 'token')],
  settings: ['AUTHENTICATION'],
};

const connect: FunctionDefinition = {
  name: 'connect',
  entry: 'src/lambda/connect.ts',
  ...answering,
  triggers: [webSocketRoute('$connect')],
  uses: [onTable(connectionsTable, 'update')],
  settings: ['AUTHENTICATION'],
};

const disconnect: FunctionDefinition = {
  name: 'disconnect',
  entry: 'src/lambda/disconnect.ts',
  ...answering,
  triggers: [webSocketRoute('$disconnect')],
  uses: [onTable(connectionsTable, 'update')],
};

const messageSend: FunctionDefinition = {
  name: 'message-send',
  entry: 'src/lambda/message-send.ts',
  ...answering,
  triggers: [webSocketRoute('message.send', { reply: true })],
  uses: [
    onTable(threadsTable, 'batchGet', 'get', 'put', 'update'),
    onTable(messagesTable, 'get', 'put'),
    onTable(partitionedKeysTable, 'put'),
    onTable(connectionsTable, 'batchGet', 'update'),
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
    onTable(threadsTable, 'get', 'update'),
    onTable(messagesTable, 'query'),
    onTable(connectionsTable, 'batchGet', 'update'),
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
  uses: [onTable(botTokensTable, 'put', 'update')],
  settings: ['SESSIONS'],
};

/** For bots that run elsewhere; also invoked directly, with the bare `{userId, threadId, message}`. */
const postToConnection: FunctionDefinition = {
  name: 'post-to-connection',
  entry: 'src/lambda/post-to-connection.ts',
  ...answering,
  triggers: [httpRoute('POST', '/messages', 'iam')],
  uses: [
    onTable(threadsTable, 'get', 'put', 'update'),
    onTable(messagesTable, 'get', 'put'),
    onTable(partitionedKeysTable, 'put'),
    onTable(connectionsTable, 'batchGet', 'check', 'update'),
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
  uses: [
    queryIndex(threadsTable, awaitingIndex),
    onTable(threadsTable, 'batchGet'),
    onTable(messagesTable, 'query'),
    onTable(connectionsTable, 'batchGet'),
    publish(responderTopic),
  ],
};

export const functionPackage: FunctionPackage = {
  root: new URL('..', import.meta.url),
  functions: [authorize, connect, disconnect, messageSend, chatActions, sessions, postToConnection, sweeper],
};
