import * as config from '@switchboard/declarations/configuration';
import { sendRawMail } from '../aws/services.ts';
import { createReplyHandler } from '../replies/reply-handler.ts';
import { mailJobsQueue, mailRepliesQueue, telegramBotToken } from '../resources.ts';
import { BotApi } from '../telegram/bot-api.ts';
import { createDownload } from '../telegram/download-file.ts';
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

const { jobsUrl, repliesUrl, tokenParameter, apiRoot, domain, ...tables } = config.readConfig(environment, {
  ...telegramTables,
  jobsUrl: config.queue(mailJobsQueue),
  repliesUrl: config.queue(mailRepliesQueue),
  tokenParameter: config.secretParameter(telegramBotToken),
  apiRoot: config.telegramApiRoot(),
  domain: config.mailDomain(),
});

const api = new BotApi({ token: secretIn(tokenParameter), apiRoot });
const sendJob = queueSender(jobsUrl);

export const handler = createReplyHandler({
  context: createStoreContext(tables),
  sender: createTelegramSender(api),
  download: createDownload(api),
  deliverLater: (stateId, afterMs) => sendJob({ type: 'deliver', stateId }, afterMs),
  sendAgain: queueSender(repliesUrl),
  sendMail: (mail) => sendRawMail(access, mail),
  domain,
  newId,
  log,
});
