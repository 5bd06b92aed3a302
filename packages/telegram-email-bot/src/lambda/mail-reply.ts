import * as config from '@switchboard/declarations/configuration';
import { sendRawMail } from '../aws/services.ts';
import { createReplyHandler } from '../replies/reply-handler.ts';
import { mailRepliesQueue } from '../resources.ts';
import { createDownload } from '../telegram/download-file.ts';
import { access, environment, newId, queueSender } from './environment.ts';
import { createNotifying, notifyingConfig } from './notifying.ts';

const given = config.readConfig(environment, {
  ...notifyingConfig,
  repliesUrl: config.queue(mailRepliesQueue),
  domain: config.mailDomain(),
});
const { api, notifying } = createNotifying(given);

export const handler = createReplyHandler({
  ...notifying,
  download: createDownload(api),
  sendAgain: queueSender(given.repliesUrl),
  sendMail: (mail) => sendRawMail(access, mail),
  domain: given.domain,
  newId,
});
