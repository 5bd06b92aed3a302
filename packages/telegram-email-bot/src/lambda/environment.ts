import { randomUUID } from 'node:crypto';
import { createLog, createObjectStore, type ObjectStore } from '@switchboard/chat-core';
import { accessIn, getParameter } from '@switchboard/chat-core/aws';
import { createDocumentClient } from '@switchboard/data-core';
import { partitionedKeysTable } from '@switchboard/data-core/tables';
import * as config from '@switchboard/declarations/configuration';
import { createSecretValue, type SecretValue } from '../aws/secret-value.ts';
import { longestDelaySeconds, sendQueueMessage } from '../aws/services.ts';
import type { TelegramTableNames } from '../context/store-context.ts';
import { emailProcessingStateTable } from '../notices/email-processing-state.table.ts';
import { telegramUsersTable } from '../users/telegram-users.table.ts';

/** What every function takes from the world outside: its environment, the clock, chance, and where its log goes. */

// biome-ignore lint/style/noProcessEnv: the composition root of every function
export const environment: config.Environment = process.env;
export const now = Date.now;
export const newId = randomUUID;
export const random = Math.random;
export const log = createLog((line) => process.stdout.write(`${line}\n`), now);
export const client = createDocumentClient();

export const access = accessIn(environment, { now, random });

/** The files that people send in conversations, in a bucket of chat-core's. */
export const attachmentsIn = (bucket: string): ObjectStore => createObjectStore({ ...access, bucket }, now);

/** The names of the tables of mail and Telegram. */
export const telegramTables = {
  telegramUsers: config.table(telegramUsersTable),
  emailProcessingState: config.table(emailProcessingStateTable),
  partitionedKeys: config.table(partitionedKeysTable),
};

export const createStoreContext = (tables: TelegramTableNames) => ({ client, tables, now });

/** A secret that lies in a parameter of SSM. */
export const secretIn = (parameterName: string): SecretValue =>
  createSecretValue(() => getParameter(access, parameterName));

/** @returns what puts a message into a queue, to be delivered after some milliseconds: at most 15 minutes, then it comes back once more */
export const queueSender =
  (queueUrl: string) =>
  (message: unknown, afterMs = 0): Promise<void> =>
    sendQueueMessage(access, {
      queueUrl,
      body: JSON.stringify(message),
      delaySeconds: Math.min(afterMs / 1000, longestDelaySeconds),
    });
