import * as config from '@switchboard/declarations/configuration';
import { getObject } from '../aws/services.ts';
import { attachmentSource } from '../inbound/file-of.ts';
import { createMailHandler } from '../inbound/mail-handler.ts';
import type { MailJob } from '../jobs/mail-job.ts';
import { inboundPrefix, mailBucket, mailJobsQueue, telegramBotToken } from '../resources.ts';
import { extractSummary } from '../summary/extract-summary.ts';
import { BotApi } from '../telegram/bot-api.ts';
import { createTelegramSender } from '../telegram/telegram-sender.ts';
import {
  access,
  createStoreContext,
  environment,
  log,
  queueSender,
  secretIn,
  telegramTables,
} from './environment.ts';

const { bucket, jobsUrl, tokenParameter, apiRoot, domain, ...tables } = config.readConfig(environment, {
  ...telegramTables,
  bucket: config.bucket(mailBucket),
  jobsUrl: config.queue(mailJobsQueue),
  tokenParameter: config.secretParameter(telegramBotToken),
  apiRoot: config.telegramApiRoot(),
  domain: config.mailDomain(),
});

const sendJob: (job: MailJob, afterMs: number) => Promise<void> = queueSender(jobsUrl);
const rawMail = (key: string) => getObject(access, { bucket, key });

export const handler = createMailHandler({
  context: createStoreContext(tables),
  sender: createTelegramSender(new BotApi({ token: secretIn(tokenParameter), apiRoot })),
  rawMail,
  fileOf: attachmentSource(rawMail),
  deliverLater: (stateId, afterMs) => sendJob({ type: 'deliver', stateId }, afterMs),
  sendJob,
  summarise: async (input) => extractSummary(input),
  domain,
  rawPrefix: inboundPrefix,
  log,
});
