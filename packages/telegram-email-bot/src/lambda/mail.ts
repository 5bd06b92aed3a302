import * as config from '@switchboard/declarations/configuration';
import { createSummariser } from '#summariser';
import { getObject, objectLink, putObject } from '../aws/services.ts';
import { createMailFiles } from '../inbound/mail-files.ts';
import { createMailHandler } from '../inbound/mail-handler.ts';
import { attachmentsPrefix, inboundPrefix, mailBucket } from '../resources.ts';
import { access, environment, log, newId } from './environment.ts';
import { createNotifying, notifyingConfig } from './notifying.ts';

const { bucket, domain, ...given } = config.readConfig(environment, {
  ...notifyingConfig,
  bucket: config.bucket(mailBucket),
  domain: config.mailDomain(),
});
const { sendJob, notifying } = createNotifying(given);

const rawMail = (key: string) => getObject(access, { bucket, key });

/** How long a link to a file is valid, seconds: the credentials of a function are valid for some hours. */
const linkSeconds = 3_600;

async function linkTo(name: string, content: Uint8Array): Promise<string> {
  const object = { bucket, key: `${attachmentsPrefix}${newId()}/${name}` };
  await putObject(access, { ...object, content, type: 'application/octet-stream' });
  return objectLink(access, { ...object, seconds: linkSeconds });
}

export const handler = createMailHandler({
  ...notifying,
  rawMail,
  files: createMailFiles(rawMail, linkTo),
  sendJob,
  summarise: createSummariser({ environment, access, log }),
  domain,
  rawPrefix: inboundPrefix,
});
