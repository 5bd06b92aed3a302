import {
  attachmentPrefix,
  attachmentsBucket,
  connectionsTable,
  messagesTable,
  outboundTopic,
  responderTopic,
  threadsTable,
} from '@switchboard/chat-core/tables';
import {
  chatLogTable,
  keysTable,
  locksTable,
  partitionedKeysTable,
  statesTable,
  userConversationsTable,
} from '@switchboard/data-core/tables';
import {
  type FunctionDefinition,
  type FunctionPackage,
  httpRoute,
  inboundMail,
  invokeModels,
  mailDomain,
  manageConnections,
  onBucket,
  onTable,
  postToConnections,
  publish,
  queueMessages,
  schedule,
  secret,
  sendMail,
  sendMessage,
  topicSubscription,
} from '@switchboard/declarations';
import { addressKey } from './addresses/address-key.ts';
import { commandMenus } from './commands/menus.ts';
import { stateIdOf } from './inbound/state-id.ts';
import { emailProcessingStateTable } from './notices/email-processing-state.table.ts';
import {
  attachmentsPrefix,
  inboundPrefix,
  mailBucket,
  mailJobsQueue,
  mailRepliesQueue,
  summaryApiKey,
  telegramAccountsQueue,
  telegramBotToken,
  telegramDeliveriesQueue,
  telegramUpdatesQueue,
  telegramWebhookSecret,
} from './resources.ts';
import { telegramUsersTable } from './users/telegram-users.table.ts';
import { updateSeconds } from './webhook/update-life.ts';

/** An environment without Telegram has none of these functions. */
const leftOutWhere = { setting: 'TELEGRAM', is: 'off' } as const;

/** What sending a notice needs. */
const notifying = [
  onTable(telegramUsersTable, 'update'),
  onTable(emailProcessingStateTable, 'update'),
  onTable(partitionedKeysTable, 'put'),
  sendMessage(mailJobsQueue),
  secret(telegramBotToken),
] as const;

/** Takes what people do in Telegram. Telegram waits for its answer, and repeats what is not answered. */
const telegramWebhook: FunctionDefinition = {
  name: 'telegram-webhook',
  entry: 'src/lambda/telegram-webhook.ts',
  memoryMb: 512,
  timeoutSeconds: updateSeconds,
  triggers: [
    httpRoute('POST', '/telegram/webhook', 'none', { output: 'telegramWebhookUrl' }),
    queueMessages(telegramUpdatesQueue, { batchSize: 1 }),
  ],
  uses: [
    onTable(telegramUsersTable, 'get', 'update'),
    onTable(emailProcessingStateTable, 'get'),
    onTable(partitionedKeysTable, 'get', 'put', 'update', 'query', 'check'),
    onTable(userConversationsTable, 'get', 'put', 'update', 'query', 'check'),
    onTable(keysTable, 'update'),
    onTable(threadsTable, 'batchGet', 'get', 'put', 'update'),
    onTable(messagesTable, 'get', 'put', 'query'),
    onTable(connectionsTable, 'batchGet', 'update'),
    onBucket(attachmentsBucket, attachmentPrefix, 'put'),
    publish(responderTopic),
    publish(outboundTopic),
    sendMessage(mailJobsQueue),
    sendMessage(mailRepliesQueue),
    sendMessage(telegramUpdatesQueue),
    sendMessage(telegramAccountsQueue),
    manageConnections('POST', 'DELETE'),
    secret(telegramBotToken),
    secret(telegramWebhookSecret),
    mailDomain(),
  ],
  settings: ['TELEGRAM_API_ROOT', 'RETENTION_DAYS', 'MESSAGES_PER_MINUTE', 'THREADS_PER_HOUR'],
  outputs: { telegramMenus: JSON.stringify(commandMenus) },
  leftOutWhere,
};

/** Sends what bots and operators say in threads of the channel `telegram`. */
const telegramOutbound: FunctionDefinition = {
  name: 'telegram-outbound',
  entry: 'src/lambda/telegram-outbound.ts',
  memoryMb: 512,
  timeoutSeconds: 30,
  triggers: [topicSubscription(outboundTopic), queueMessages(telegramDeliveriesQueue, { batchSize: 1 })],
  uses: [
    onTable(threadsTable, 'get', 'update'),
    onTable(messagesTable, 'query', 'update'),
    onTable(locksTable, 'update'),
    onTable(telegramUsersTable, 'get', 'update'),
    onTable(userConversationsTable, 'get'),
    onTable(partitionedKeysTable, 'get'),
    onBucket(attachmentsBucket, attachmentPrefix, 'get'),
    sendMessage(telegramDeliveriesQueue),
    secret(telegramBotToken),
  ],
  settings: ['TELEGRAM_API_ROOT', 'RETENTION_DAYS'],
  leftOutWhere,
};

/** Reads mail, summarises it, and does what people ask for by its buttons. A mail of 40 MB fits into its memory. */
const mail: FunctionDefinition = {
  name: 'mail',
  entry: 'src/lambda/mail.ts',
  memoryMb: 1024,
  timeoutSeconds: 60,
  triggers: [
    inboundMail(mailBucket, inboundPrefix, {
      recipient: { table: partitionedKeysTable, key: addressKey('{address}') },
      state: {
        table: emailProcessingStateTable,
        key: { message_id: stateIdOf('{messageId}', '{mailbox}') },
      },
    }),
    queueMessages(mailJobsQueue, { batchSize: 1 }),
  ],
  uses: [
    ...notifying,
    onTable(telegramUsersTable, 'get'),
    onTable(emailProcessingStateTable, 'get', 'delete'),
    onTable(partitionedKeysTable, 'get', 'update', 'delete', 'check'),
    onBucket(mailBucket, inboundPrefix, 'get'),
    onBucket(mailBucket, attachmentsPrefix, 'get', 'put'),
    mailDomain(),
  ],
  settings: ['TELEGRAM_API_ROOT'],
  leftOutWhere,
  // Only the code of the summariser that is configured is loaded.
  variants: {
    setting: 'SUMMARIES',
    module: '#summariser',
    files: { extract: 'src/summary/summarisers/extract.ts', model: 'src/summary/summarisers/model.ts' },
    needs: {
      model: { uses: [invokeModels(), secret(summaryApiKey)], settings: ['LLM_BASE_URL', 'LLM_MODEL'] },
    },
  },
};

/** Sends answers to mails. */
const mailReply: FunctionDefinition = {
  name: 'mail-reply',
  entry: 'src/lambda/mail-reply.ts',
  memoryMb: 512,
  timeoutSeconds: 60,
  triggers: [queueMessages(mailRepliesQueue, { batchSize: 1 })],
  uses: [
    ...notifying,
    onTable(telegramUsersTable, 'get'),
    onTable(emailProcessingStateTable, 'get'),
    onTable(partitionedKeysTable, 'get', 'update'),
    sendMessage(mailRepliesQueue),
    sendMail(),
  ],
  settings: ['TELEGRAM_API_ROOT'],
  leftOutWhere,
};

/** Sends the digests whose time has come. */
const telegramDigest: FunctionDefinition = {
  name: 'telegram-digest',
  entry: 'src/lambda/telegram-digest.ts',
  memoryMb: 512,
  timeoutSeconds: 60,
  triggers: [schedule(5)],
  uses: [
    ...notifying,
    onTable(telegramUsersTable, 'get', 'check'),
    onTable(emailProcessingStateTable, 'get', 'delete'),
    onTable(partitionedKeysTable, 'get', 'query', 'update', 'batchWrite'),
  ],
  settings: ['TELEGRAM_API_ROOT'],
  leftOutWhere,
};

/** Sends people what is stored about them, or erases it. */
const telegramAccount: FunctionDefinition = {
  name: 'telegram-account',
  entry: 'src/lambda/telegram-account.ts',
  memoryMb: 512,
  timeoutSeconds: 120,
  triggers: [queueMessages(telegramAccountsQueue, { batchSize: 1 })],
  uses: [
    onTable(telegramUsersTable, 'get', 'update', 'delete'),
    onTable(emailProcessingStateTable, 'update', 'batchGet', 'batchWrite'),
    onTable(partitionedKeysTable, 'get', 'put', 'update', 'query', 'delete', 'batchWrite', 'check'),
    onTable(userConversationsTable, 'query', 'batchWrite'),
    onTable(threadsTable, 'get', 'delete'),
    onTable(messagesTable, 'query', 'update', 'batchWrite'),
    onTable(connectionsTable, 'batchGet', 'update', 'delete'),
    onTable(statesTable, 'batchGet', 'get', 'batchWrite'),
    onTable(chatLogTable, 'query', 'batchWrite'),
    onTable(locksTable, 'update'),
    onBucket(mailBucket, inboundPrefix, 'delete'),
    onBucket(attachmentsBucket, attachmentPrefix, 'put'),
    sendMessage(telegramAccountsQueue),
    sendMessage(mailJobsQueue),
    postToConnections(),
    secret(telegramBotToken),
  ],
  settings: ['TELEGRAM_API_ROOT'],
  leftOutWhere,
};

export const functionPackage: FunctionPackage = {
  root: new URL('..', import.meta.url),
  functions: [telegramWebhook, telegramOutbound, mail, mailReply, telegramDigest, telegramAccount],
};
