import {
  attachmentsBucket,
  connectionsTable,
  messagesTable,
  threadsTable,
} from '@switchboard/chat-core/tables';
import { chatLogTable, statesTable, userConversationsTable } from '@switchboard/data-core/tables';
import * as config from '@switchboard/declarations/configuration';
import { createAccountHandler } from '../account/account-handler.ts';
import { deleteObject } from '../aws/services.ts';
import { mailBucket, mailJobsQueue, telegramAccountsQueue, telegramBotToken } from '../resources.ts';
import { BotApi } from '../telegram/bot-api.ts';
import { createTelegramSender } from '../telegram/telegram-sender.ts';
import {
  access,
  attachmentsIn,
  client,
  createStoreContext,
  environment,
  log,
  newId,
  now,
  queueSender,
  random,
  secretIn,
  telegramTables,
} from './environment.ts';

const given = config.readConfig(environment, {
  ...telegramTables,
  threads: config.table(threadsTable),
  messages: config.table(messagesTable),
  connections: config.table(connectionsTable),
  userConversations: config.table(userConversationsTable),
  states: config.table(statesTable),
  chatLog: config.table(chatLogTable),
  bucket: config.bucket(mailBucket),
  attachments: config.bucket(attachmentsBucket),
  jobsUrl: config.queue(mailJobsQueue),
  accountsUrl: config.queue(telegramAccountsQueue),
  tokenParameter: config.secretParameter(telegramBotToken),
  apiRoot: config.telegramApiRoot(),
});

const { telegramUsers, emailProcessingState, partitionedKeys, threads, messages, connections, bucket } =
  given;
const { userConversations, states, chatLog, tokenParameter, apiRoot } = given;
const sendJob = queueSender(given.jobsUrl);

export const handler = createAccountHandler({
  context: createStoreContext({ telegramUsers, emailProcessingState, partitionedKeys }),
  chat: { client, tables: { threads, messages, connections, partitionedKeys }, now, newId, random },
  tables: { userConversations, states, chatLog },
  sender: createTelegramSender(new BotApi({ token: secretIn(tokenParameter), apiRoot })),
  attachments: attachmentsIn(given.attachments),
  deleteRaw: (key) => deleteObject(access, { bucket, key }),
  deliverLater: (stateId, afterMs) => sendJob({ type: 'deliver', stateId }, afterMs),
  sendAgain: queueSender(given.accountsUrl),
  log,
});
