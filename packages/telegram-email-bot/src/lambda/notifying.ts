import * as config from '@switchboard/declarations/configuration';
import type { TelegramTableNames } from '../context/store-context.ts';
import { deliverJob, type MailJob } from '../jobs/mail-job.ts';
import type { NoticeDependencies } from '../notices/deliver-notice.ts';
import { mailJobsQueue } from '../resources.ts';
import type { BotApi } from '../telegram/bot-api.ts';
import { createTelegramSender } from '../telegram/telegram-sender.ts';
import { type CallingSettings, callingConfig, createCalling } from './calling-telegram.ts';
import { createStoreContext, log, queueSender, telegramTables } from './environment.ts';

/** The configuration of a function that sends notices, which `notifying` in `functions.ts` grants. */
export const notifyingConfig = {
  ...telegramTables,
  jobsUrl: config.queue(mailJobsQueue),
  ...callingConfig,
};

interface NotifyingSettings extends TelegramTableNames, CallingSettings {
  readonly jobsUrl: string;
}

/** What a function sends notices with. */
interface Notifying {
  readonly api: BotApi;
  readonly sendJob: (job: MailJob, afterMs: number) => Promise<void>;
  readonly notifying: NoticeDependencies;
}

export function createNotifying({
  jobsUrl,
  tokenParameter,
  apiRoot,
  ...tables
}: NotifyingSettings): Notifying {
  const { api } = createCalling({ tokenParameter, apiRoot });
  const sendJob: Notifying['sendJob'] = queueSender(jobsUrl);
  const { telegramUsers, emailProcessingState, partitionedKeys } = tables;
  return {
    api,
    sendJob,
    notifying: {
      context: createStoreContext({ telegramUsers, emailProcessingState, partitionedKeys }),
      sender: createTelegramSender(api),
      deliverLater: (claim, afterMs) => sendJob(deliverJob(claim), afterMs),
      log,
    },
  };
}
