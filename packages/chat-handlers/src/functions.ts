import {
  alertsTopic,
  attachmentPrefix,
  attachmentsBucket,
  awaitingIndex,
  connectionsTable,
  listIndex,
  messagesTable,
  outboundTopic,
  responderTopic,
  threadsTable,
  undeliveredIndex,
} from '@switchboard/chat-core/tables';
import {
  botConfigTable,
  botTokensTable,
  chatLogTable,
  partitionedKeysTable,
  statesTable,
} from '@switchboard/data-core/tables';
import {
  dashboardWidget,
  describeTables,
  type FunctionDefinition,
  type FunctionPackage,
  httpRoute,
  manageConnections,
  onBucket,
  onTable,
  postToConnections,
  publish,
  queryIndex,
  schedule,
  secret,
  topicSubscription,
  webSocketAuthorizer,
  webSocketRoute,
  writeMetrics,
} from '@switchboard/declarations';
import { vapidKeys } from './alerts/vapid.secret.ts';

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
  uses: [
    onTable(connectionsTable, 'put', 'update'),
    onTable(partitionedKeysTable, 'check', 'update'),
    manageConnections('POST', 'DELETE'),
  ],
  settings: ['AUTHENTICATION', 'RETENTION_DAYS'],
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
    queryIndex(threadsTable, listIndex),
    onTable(messagesTable, 'get', 'put', 'query'),
    onTable(partitionedKeysTable, 'batchGet', 'get', 'put', 'query', 'update', 'check'),
    onTable(connectionsTable, 'batchGet', 'update'),
    publish(responderTopic),
    publish(outboundTopic),
    publish(alertsTopic),
    manageConnections('POST', 'DELETE'),
  ],
  settings: ['AUTHENTICATION', 'THREAD_IDS', 'RETENTION_DAYS', 'MESSAGES_PER_MINUTE', 'THREADS_PER_HOUR'],
};

/** Edits and deletes messages of their authors. */
const messageChanges: FunctionDefinition = {
  name: 'message-changes',
  entry: 'src/lambda/message-changes.ts',
  ...answering,
  triggers: ['message.edit', 'message.delete'].map((route) => webSocketRoute(route, { reply: true })),
  uses: [
    onTable(threadsTable, 'batchGet', 'get', 'update'),
    onTable(messagesTable, 'get', 'put', 'query', 'update'),
    onTable(partitionedKeysTable, 'get', 'put', 'update'),
    onTable(connectionsTable, 'batchGet', 'update'),
    onBucket(attachmentsBucket, attachmentPrefix, 'put'),
    publish(outboundTopic),
    manageConnections('POST', 'DELETE'),
  ],
  settings: ['THREAD_IDS', 'RETENTION_DAYS', 'MESSAGES_PER_MINUTE'],
};

/** Gives links to upload and to fetch files. */
const attachments: FunctionDefinition = {
  name: 'attachments',
  entry: 'src/lambda/attachments.ts',
  ...answering,
  triggers: ['attachment.upload', 'attachment.confirm', 'attachment.get'].map((route) =>
    webSocketRoute(route, { reply: true }),
  ),
  uses: [
    onTable(threadsTable, 'batchGet', 'check'),
    onTable(partitionedKeysTable, 'batchGet', 'put', 'update'),
    onTable(connectionsTable, 'batchGet', 'check'),
    onBucket(attachmentsBucket, attachmentPrefix, 'get', 'put'),
    manageConnections('POST', 'DELETE'),
  ],
  settings: ['THREAD_IDS', 'RETENTION_DAYS'],
};

/** The actions of customers and operators that `chat-actions` serves; `ping` is answered by API Gateway itself. */
const chatRoutes = [
  'history.get',
  'thread.resume',
  'threads.list',
  'typing',
  'read',
  'reply.cancel',
  'thread.claim',
  'thread.release',
  'thread.requeue',
  'thread.transfer',
  'thread.close',
  '$default',
];

/** Everything else that a client may ask, and the answer to what nobody knows (`$default`). */
const chatActions: FunctionDefinition = {
  name: 'chat-actions',
  entry: 'src/lambda/chat-actions.ts',
  ...answering,
  triggers: chatRoutes.map((route) => webSocketRoute(route, { reply: true })),
  uses: [
    onTable(threadsTable, 'batchGet', 'get', 'update'),
    queryIndex(threadsTable, listIndex),
    onTable(messagesTable, 'query'),
    onTable(partitionedKeysTable, 'batchGet', 'query', 'update'),
    onTable(connectionsTable, 'batchGet', 'update'),
    publish(responderTopic),
    publish(outboundTopic),
    publish(alertsTopic),
    manageConnections('POST', 'DELETE'),
  ],
  settings: ['THREAD_IDS', 'RETENTION_DAYS'],
};

/** What operators work with beside the threads themselves, and what users say of themselves. */
const deskRoutes = [
  'queue.get',
  'inbox.get',
  'note.add',
  'notes.get',
  'duty.set',
  'operators.get',
  'customer.get',
  'thread.view',
  'tags.set',
  'canned.get',
  'canned.put',
  'canned.delete',
  'profile.set',
];

const desk: FunctionDefinition = {
  name: 'desk',
  entry: 'src/lambda/desk.ts',
  ...answering,
  triggers: deskRoutes.map((route) => webSocketRoute(route, { reply: true })),
  uses: [
    onTable(threadsTable, 'batchGet', 'check'),
    queryIndex(threadsTable, awaitingIndex),
    queryIndex(threadsTable, listIndex),
    onTable(messagesTable, 'query'),
    onTable(partitionedKeysTable, 'batchGet', 'get', 'put', 'update', 'delete', 'query', 'check'),
    onTable(connectionsTable, 'batchGet', 'update'),
    onTable(botConfigTable, 'get', 'put', 'update', 'delete'),
    manageConnections('POST', 'DELETE'),
  ],
  settings: ['THREAD_IDS', 'RETENTION_DAYS'],
};

/** Tells of threads that begin to wait for a person: their customers, and a webhook. */
const alerts: FunctionDefinition = {
  name: 'alerts',
  entry: 'src/lambda/alerts.ts',
  memoryMb: 512,
  timeoutSeconds: 20,
  triggers: [topicSubscription(alertsTopic)],
  uses: [
    onTable(threadsTable, 'get', 'update'),
    queryIndex(threadsTable, awaitingIndex),
    onTable(messagesTable, 'put', 'query'),
    onTable(partitionedKeysTable, 'batchGet', 'get', 'put'),
    onTable(connectionsTable, 'batchGet', 'check', 'update'),
    publish(outboundTopic),
    publish(alertsTopic),
    postToConnections(),
  ],
  settings: ['BUSINESS_HOURS', 'ALERT_WEBHOOK', 'RETENTION_DAYS'],
};

/** Alerts browsers by Web Push. */
const webPush: FunctionDefinition = {
  name: 'web-push',
  entry: 'src/lambda/web-push.ts',
  memoryMb: 512,
  timeoutSeconds: 20,
  triggers: [
    topicSubscription(alertsTopic),
    ...['push.key', 'push.subscribe', 'push.unsubscribe'].map((route) =>
      webSocketRoute(route, { reply: true }),
    ),
  ],
  uses: [
    onTable(threadsTable, 'get'),
    onTable(messagesTable, 'get', 'query'),
    onTable(partitionedKeysTable, 'batchGet', 'put', 'delete', 'query'),
    onTable(connectionsTable, 'batchGet', 'check'),
    secret(vapidKeys),
    manageConnections('POST', 'DELETE'),
  ],
  settings: ['RETENTION_DAYS'],
  leftOutWhere: { setting: 'WEB_PUSH', is: 'off' },
};

/** Issues and revokes credentials, for guests and for users that an IAM caller names. */
const sessions: FunctionDefinition = {
  name: 'sessions',
  entry: 'src/lambda/sessions.ts',
  ...answering,
  triggers: [
    httpRoute('POST', '/sessions', 'none'),
    httpRoute('POST', '/sessions/revoke', 'none'),
    httpRoute('POST', '/users/{userId}/sessions', 'iam'),
    httpRoute('DELETE', '/users/{userId}/sessions', 'iam'),
  ],
  uses: [
    onTable(botTokensTable, 'batchGet', 'get', 'put', 'update', 'delete', 'batchWrite'),
    queryIndex(botTokensTable, 'token'),
    onTable(partitionedKeysTable, 'get', 'put', 'query', 'update', 'delete', 'check'),
    onTable(connectionsTable, 'update'),
    manageConnections('POST', 'DELETE'),
  ],
  settings: ['SESSIONS', 'THREAD_IDS', 'SESSIONS_PER_MINUTE'],
};

/** Shows and erases what is kept of a user. */
const users: FunctionDefinition = {
  name: 'users',
  entry: 'src/lambda/users.ts',
  memoryMb: 512,
  timeoutSeconds: 28,
  triggers: [httpRoute('GET', '/users/{userId}/data', 'iam'), httpRoute('DELETE', '/users/{userId}', 'iam')],
  uses: [
    onTable(threadsTable, 'get', 'delete'),
    onTable(messagesTable, 'query', 'update', 'batchWrite'),
    onTable(connectionsTable, 'batchGet', 'update', 'delete'),
    onTable(partitionedKeysTable, 'query', 'put', 'delete', 'batchWrite'),
    onTable(statesTable, 'batchGet', 'get', 'batchWrite'),
    onTable(chatLogTable, 'query', 'batchWrite'),
    onTable(botTokensTable, 'batchGet', 'batchWrite', 'get', 'delete', 'update'),
    onBucket(attachmentsBucket, attachmentPrefix, 'put'),
    manageConnections('POST', 'DELETE'),
  ],
};

/** For bots that run elsewhere; also invoked directly, with the bare `{userId, threadId, message}`. */
const postToConnection: FunctionDefinition = {
  name: 'post-to-connection',
  entry: 'src/lambda/post-to-connection.ts',
  ...answering,
  triggers: [httpRoute('POST', '/messages', 'iam')],
  uses: [
    onTable(threadsTable, 'batchGet', 'get', 'put', 'update'),
    onTable(messagesTable, 'get', 'put'),
    onTable(partitionedKeysTable, 'get', 'put', 'check'),
    onTable(connectionsTable, 'batchGet', 'check', 'update'),
    publish(outboundTopic),
    publish(alertsTopic),
    postToConnections(),
  ],
  settings: ['RETENTION_DAYS'],
};

/** Finds what is stranded, and asks the bot, the channel or people again. */
const sweeper: FunctionDefinition = {
  name: 'sweeper',
  entry: 'src/lambda/sweeper.ts',
  memoryMb: 512,
  timeoutSeconds: 50,
  triggers: [schedule(1)],
  uses: [
    queryIndex(threadsTable, awaitingIndex),
    queryIndex(threadsTable, listIndex),
    queryIndex(threadsTable, undeliveredIndex),
    onTable(threadsTable, 'batchGet', 'get', 'update'),
    onTable(messagesTable, 'query'),
    onTable(partitionedKeysTable, 'batchGet', 'query', 'update'),
    onTable(connectionsTable, 'batchGet', 'update'),
    publish(responderTopic),
    publish(outboundTopic),
    publish(alertsTopic),
    postToConnections(),
    writeMetrics(),
  ],
};

/** Shows people who open the dashboard what CloudWatch has no metric for. */
const tableSizes: FunctionDefinition = {
  name: 'table-sizes',
  entry: 'src/lambda/table-sizes.ts',
  memoryMb: 256,
  timeoutSeconds: 10,
  triggers: [dashboardWidget('Sizes of the tables')],
  uses: [describeTables()],
};

export const functionPackage: FunctionPackage = {
  root: new URL('..', import.meta.url),
  functions: [
    authorize,
    connect,
    disconnect,
    messageSend,
    messageChanges,
    attachments,
    chatActions,
    desk,
    alerts,
    webPush,
    sessions,
    users,
    postToConnection,
    sweeper,
    tableSizes,
  ],
  mockRoutes: [{ routeKey: 'ping', response: { event: 'pong' } }],
};
