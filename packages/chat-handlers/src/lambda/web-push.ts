import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import * as config from '@switchboard/declarations/configuration';
import { isPushService, parseVapidKeys, type VapidKeys } from '../alerts/push-service.ts';
import { vapidKeys } from '../alerts/vapid.secret.ts';
import { createWebPush } from '../alerts/web-push.ts';
import { createConnectionCloser } from '../connection/connection-closer.ts';
import { chatTables, createChatContext, createPoster, environment, log } from './environment.ts';

const { endpoint, keysParameter, retentionDays, ...tables } = config.readConfig(environment, {
  ...chatTables,
  endpoint: config.webSocketEndpoint(),
  keysParameter: config.secretParameter(vapidKeys),
  retentionDays: config.retentionDays(),
});
const parameters = new SSMClient({});

async function readKeys(): Promise<VapidKeys> {
  const { Parameter } = await parameters.send(
    new GetParameterCommand({ Name: keysParameter, WithDecryption: true }),
  );
  return parseVapidKeys(Parameter?.Value ?? '');
}

/** Where AWS is this machine, a push service may be as well: tests have one. */
const isLocal = environment.AWS_ENDPOINT_URL?.startsWith('http://127.0.0.1:') === true;

let known: Promise<VapidKeys> | undefined;

export const handler = createWebPush({
  context: createChatContext(tables, { retentionDays }),
  keys: () => {
    known ??= readKeys().catch((error: unknown) => {
      // The next one who needs them asks again.
      known = undefined;
      throw error;
    });
    return known;
  },
  closer: createConnectionCloser(createPoster(endpoint), log),
  isAllowed: (address) => isPushService(address) || (isLocal && new URL(address).hostname === '127.0.0.1'),
  log,
});
