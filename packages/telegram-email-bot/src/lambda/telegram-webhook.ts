import { randomBytes } from 'node:crypto';
import {
  createConnectionPoster,
  createPostingClient,
  createPublishingClient,
  createWebDeliverer,
} from '@switchboard/chat-core';
import {
  attachmentsBucket,
  connectionsTable,
  messagesTable,
  outboundTopic,
  responderTopic,
  threadsTable,
} from '@switchboard/chat-core/tables';
import { KeyValueCounter, UserConversations } from '@switchboard/data-core';
import { keysTable, userConversationsTable } from '@switchboard/data-core/tables';
import * as config from '@switchboard/declarations/configuration';
import { TelegramConversations } from '../chat/conversations.ts';
import { createTelegramChat } from '../chat/telegram-chat.ts';
import {
  mailRepliesQueue,
  telegramAccountsQueue,
  telegramUpdatesQueue,
  telegramWebhookSecret,
} from '../resources.ts';
import { createDownload } from '../telegram/download-file.ts';
import { createTelegramSender } from '../telegram/telegram-sender.ts';
import { createWebhook, triesNamespace } from '../webhook/handle-webhook.ts';
import { endingWithUpdate, endOfUpdate } from '../webhook/update-time.ts';
import { createCalling } from './calling-telegram.ts';
import {
  attachmentsIn,
  createStoreContext,
  environment,
  log,
  newId,
  now,
  client as plainClient,
  queueSender,
  random,
  secretIn,
} from './environment.ts';
import { notifyingConfig } from './notifying.ts';

const given = config.readConfig(environment, {
  ...notifyingConfig,
  keys: config.table(keysTable),
  userConversations: config.table(userConversationsTable),
  threads: config.table(threadsTable),
  messages: config.table(messagesTable),
  connections: config.table(connectionsTable),
  responderArn: config.topic(responderTopic),
  outboundArn: config.topic(outboundTopic),
  bucket: config.bucket(attachmentsBucket),
  repliesUrl: config.queue(mailRepliesQueue),
  updatesUrl: config.queue(telegramUpdatesQueue),
  accountsUrl: config.queue(telegramAccountsQueue),
  endpoint: config.webSocketEndpoint(),
  secretParameter: config.secretParameter(telegramWebhookSecret),
  domain: config.mailDomain(),
  retentionDays: config.retentionDays(),
  messagesPerMinute: config.messagesPerMinute(),
  threadsPerHour: config.threadsPerHour(),
});

/** How long a call to Telegram may take, milliseconds: two of them fit into the time of an update. */
const callMs = 5_000;

const client = endingWithUpdate(plainClient);
const { telegramUsers, emailProcessingState, partitionedKeys, threads, messages, connections } = given;
const { messagesPerMinute, threadsPerHour } = given;
const conversations = new TelegramConversations(
  new UserConversations({ tableName: given.userConversations, client }),
  { client, now, tables: { partitionedKeys } },
);
const publishing = createPublishingClient();
const { api } = createCalling(given, { ending: endOfUpdate, timeoutMs: callMs });
/** A file may take longer than a call. */
const files = createCalling(given, { ending: endOfUpdate });

export const handler = createWebhook({
  tries: new KeyValueCounter({ tableName: given.keys, client, now, namespace: triesNamespace }),
  context: { ...createStoreContext({ telegramUsers, emailProcessingState, partitionedKeys }), client },
  conversations,
  chat: createTelegramChat({
    context: {
      client,
      tables: { threads, messages, connections, partitionedKeys },
      now,
      newId,
      random,
      retentionDays: given.retentionDays,
      limits: {
        ...(messagesPerMinute > 0 && { messagesPerMinute }),
        ...(threadsPerHour > 0 && { threadsPerHour }),
      },
    },
    conversations,
    publisher: { client: publishing, topicArn: given.responderArn },
    announcer: {
      deliverer: createWebDeliverer({ poster: createConnectionPoster(createPostingClient(given.endpoint)) }),
      outbound: { client: publishing, topicArn: given.outboundArn },
    },
    attachments: attachmentsIn(given.bucket),
    download: createDownload(files.api),
    log,
  }),
  domain: given.domain,
  randomBytes,
  sendJob: queueSender(given.jobsUrl),
  sendReply: queueSender(given.repliesUrl),
  setAside: queueSender(given.updatesUrl),
  sendAccountJob: queueSender(given.accountsUrl),
  api,
  sender: createTelegramSender(api),
  webhookSecret: secretIn(given.secretParameter),
  log,
});
