import type { Invocation } from '@switchboard/chat-core';
import * as config from '@switchboard/declarations/configuration';
import { sendDigests } from '../digests/send-digests.ts';
import { mailJobsQueue, telegramBotToken } from '../resources.ts';
import { BotApi } from '../telegram/bot-api.ts';
import { createTelegramSender } from '../telegram/telegram-sender.ts';
import {
  createStoreContext,
  environment,
  log,
  now,
  queueSender,
  secretIn,
  telegramTables,
} from './environment.ts';

const { jobsUrl, tokenParameter, apiRoot, ...tables } = config.readConfig(environment, {
  ...telegramTables,
  jobsUrl: config.queue(mailJobsQueue),
  tokenParameter: config.secretParameter(telegramBotToken),
  apiRoot: config.telegramApiRoot(),
});

const sendJob = queueSender(jobsUrl);
const dependencies = {
  context: createStoreContext(tables),
  sender: createTelegramSender(new BotApi({ token: secretIn(tokenParameter), apiRoot })),
  deliverLater: (stateId: string, afterMs: number) => sendJob({ type: 'deliver', stateId }, afterMs),
  log,
};

/** With less time than this left no digest is begun, milliseconds. */
const reserveMs = 10_000;

export const handler = async (_event: unknown, invocation: Invocation): Promise<void> => {
  const until = now() + invocation.getRemainingTimeInMillis();
  const due = await sendDigests({
    ...dependencies,
    leaseMs: until - now() + 2_000,
    isOver: () => now() > until - reserveMs,
  });
  log('digests.sent', { due });
};
