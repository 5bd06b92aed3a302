import type { WebhookInfo } from '@grammyjs/types';
import * as v from 'valibot';
import { dropUpdates, pendingUpdates } from '../state/accounts.ts';
import { badRequest } from './bot-api-error.ts';
import type { Call, Method } from './call.ts';

/** An answer with a description beside its result. */
export class Described {
  readonly description: string;

  constructor(description: string) {
    this.description = description;
  }
}

const isLocal = (hostname: string): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(hostname);

export const setWebhook: Method = (call) => {
  const { telegram, account, parameters } = call;
  const url = parameters.text('url');
  if (url === '') return deleteWebhook(call);
  requireWebhookUrl(url);
  const secretToken = parameters.text('secret_token');
  if (secretToken.length > 256) throw badRequest('secret token is too long');
  if (/[^\w-]/.test(secretToken)) throw badRequest('secret token contains unallowed characters');
  const wasSet = account.webhook?.url === url && account.webhook.secretToken === (secretToken || undefined);
  keepAllowedUpdates(call);
  if (parameters.boolean('drop_pending_updates')) dropUpdates(account, () => true);
  account.webhook = {
    url,
    ...(secretToken !== '' && { secretToken }),
    maxConnections: Math.min(Math.max(parameters.integer('max_connections') ?? 40, 1), 100),
  };
  telegram.updatesChanged.give();
  telegram.changed.give();
  return new Described(wasSet ? 'Webhook is already set' : 'Webhook was set');
};

/** Telegram takes HTTPS on four ports only; here an address of this machine may have any. */
function requireWebhookUrl(address: string): void {
  const url = URL.parse(address);
  if (url === null) throw badRequest('invalid webhook URL specified');
  const { protocol, hostname, port } = url;
  if (isLocal(hostname) && /^https?:$/.test(protocol)) return;
  if (protocol !== 'https:') throw badRequest('bad webhook: An HTTPS URL must be provided for webhook');
  if (!['', '80', '88', '443', '8443'].includes(port)) {
    throw badRequest('bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443');
  }
}

export const deleteWebhook: Method = ({ telegram, account, parameters }) => {
  const wasSet = account.webhook !== undefined;
  delete account.webhook;
  if (parameters.boolean('drop_pending_updates')) dropUpdates(account, () => true);
  telegram.updatesChanged.give();
  telegram.changed.give();
  return new Described(wasSet ? 'Webhook was deleted' : 'Webhook is already deleted');
};

export const getWebhookInfo: Method = ({ telegram, account }): WebhookInfo => {
  const { url, maxConnections, lastErrorAt, lastErrorMessage } = account.webhook ?? {};
  return {
    url: url ?? '',
    has_custom_certificate: false,
    pending_update_count: pendingUpdates(telegram, account).length,
    ...(maxConnections !== undefined && { max_connections: maxConnections }),
    ...(lastErrorAt !== undefined && { last_error_date: Math.floor(lastErrorAt / 1000) }),
    ...(lastErrorMessage !== undefined && { last_error_message: lastErrorMessage }),
    ...(account.allowedUpdates && { allowed_updates: [...account.allowedUpdates] }),
  } as WebhookInfo;
};

/** Remembers which kinds of update the bot asks for; a call that does not say leaves them as they were. */
export function keepAllowedUpdates({ account, parameters }: Call): void {
  const allowed = parameters.json('allowed_updates', 'allowed updates');
  if (allowed === undefined) return;
  const result = v.safeParse(v.array(v.string()), allowed);
  if (!result.success) throw badRequest("can't parse allowed updates: expected an Array of String");
  account.allowedUpdates = result.output;
}
