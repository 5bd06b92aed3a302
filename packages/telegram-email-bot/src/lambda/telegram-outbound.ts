import { attachmentsBucket, messagesTable, threadsTable } from '@switchboard/chat-core/tables';
import { DynamoLock, UserConversations } from '@switchboard/data-core';
import { locksTable, partitionedKeysTable, userConversationsTable } from '@switchboard/data-core/tables';
import * as config from '@switchboard/declarations/configuration';
import { createOutboundHandler } from '../outbound/outbound-handler.ts';
import { telegramDeliveriesQueue } from '../resources.ts';
import { createTelegramSender } from '../telegram/telegram-sender.ts';
import { telegramUsersTable } from '../users/telegram-users.table.ts';
import { callingConfig, createCalling } from './calling-telegram.ts';
import { attachmentsIn, client, environment, log, newId, now, queueSender, random } from './environment.ts';

const {
  threads,
  messages,
  locks,
  telegramUsers,
  userConversations,
  partitionedKeys,
  bucket,
  deliveriesUrl,
  retentionDays,
  ...calling
} = config.readConfig(environment, {
  threads: config.table(threadsTable),
  messages: config.table(messagesTable),
  locks: config.table(locksTable),
  partitionedKeys: config.table(partitionedKeysTable),
  bucket: config.bucket(attachmentsBucket),
  telegramUsers: config.table(telegramUsersTable),
  userConversations: config.table(userConversationsTable),
  deliveriesUrl: config.queue(telegramDeliveriesQueue),
  ...callingConfig,
  retentionDays: config.retentionDays(),
});

/** A function knows the names of the tables that it declares. DynamoDB refuses this one, so that any other shows. */
const undeclared = 'not declared by this function';
const later = queueSender(deliveriesUrl);

export const handler = createOutboundHandler({
  chat: {
    client,
    tables: { threads, messages, connections: undeclared, partitionedKeys },
    now,
    newId,
    random,
    retentionDays,
  },
  context: {
    client,
    tables: { telegramUsers, emailProcessingState: undeclared, partitionedKeys: undeclared },
    now,
  },
  conversations: new UserConversations({ tableName: userConversations, client, now }),
  locks: new DynamoLock({ tableName: locks, client }),
  sender: createTelegramSender(createCalling(calling).api),
  attachments: attachmentsIn(bucket),
  pushLater: (threadId, afterMs, slotAt) =>
    later({ threadId, at: now() + afterMs, ...(slotAt !== undefined && { slotAt }) }, afterMs),
  log,
});
