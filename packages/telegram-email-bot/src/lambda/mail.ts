import * as config from '@switchboard/declarations/configuration';
import { createSummariser } from '#summariser';
import { getObject, objectLink, putObject } from '../aws/services.ts';
import { createMailFiles } from '../inbound/mail-files.ts';
import { createMailHandler } from '../inbound/mail-handler.ts';
import type { MailJob } from '../jobs/mail-job.ts';
import {
  attachmentsPrefix,
  inboundPrefix,
  mailBucket,
  mailJobsQueue,
  telegramBotToken,
} from '../resources.ts';
import { BotApi } from '../telegram/bot-api.ts';
import { createTelegramSender } from '../telegram/telegram-sender.ts';
import {
  access,
  createStoreContext,
  environment,
  log,
  newId,
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

/** How long a link to a file is valid, seconds: the credentials of a function are valid for some hours. */
const linkSeconds = 3_600;

async function linkTo(name: string, content: Uint8Array): Promise<string> {
  const object = { bucket, key: `${attachmentsPrefix}${newId()}/${name}` };
  await putObject(access, { ...object, content, type: 'application/octet-stream' });
  return objectLink(access, { ...object, seconds: linkSeconds });
}

export const handler = createMailHandler({
  context: createStoreContext(tables),
  sender: createTelegramSender(new BotApi({ token: secretIn(tokenParameter), apiRoot })),
  rawMail,
  files: createMailFiles(rawMail, linkTo),
  deliverLater: (stateId, afterMs) => sendJob({ type: 'deliver', stateId }, afterMs),
  sendJob,
  summarise: createSummariser({ environment, access, log }),
  domain,
  rawPrefix: inboundPrefix,
  log,
});
