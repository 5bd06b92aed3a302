import type { PushSubscription } from '@switchboard/chat-core';
import * as v from 'valibot';
import webPush from 'web-push';

/** The sender of pushes to the services of browsers: the application server of RFC 8292. */
export interface VapidKeys {
  readonly publicKey: string;
  readonly privateKey: string;
  /** How the push service reaches the people who run this: a mail address as `mailto:`, or the address of a page. */
  readonly subject: string;
}

const keysSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    publicKey: v.string(),
    privateKey: v.string(),
    subject: v.pipe(
      v.string(),
      v.regex(/^(mailto:|https:\/\/)/, 'subject must begin with mailto: or https://'),
    ),
  }),
);

/** The keys in the text of the secret. @throws {v.ValiError} that says what is missing */
export const parseVapidKeys = (secret: string): VapidKeys => v.parse(keysSchema, secret);

/** `gone`: the browser is not subscribed any more. `failed`: the service did not take it. */
export type PushOutcome = 'pushed' | 'gone' | 'failed';

/** How long a push service may take, milliseconds. */
const patienceMs = 5_000;
/** How long a push service keeps what a browser that is off has not got, seconds. */
const ttlSeconds = 60 * 60;

/** Encrypts a text for one browser and gives it to the browser's push service. @param request makes an HTTP request. @default fetch */
export async function push(
  vapidDetails: VapidKeys,
  subscription: PushSubscription,
  text: string,
  request: typeof fetch = fetch,
): Promise<PushOutcome> {
  const { endpoint, method, headers, body } = webPush.generateRequestDetails(subscription, text, {
    vapidDetails,
    TTL: ttlSeconds,
    urgency: 'high',
    contentEncoding: 'aes128gcm',
  });
  try {
    const response = await request(endpoint, {
      method,
      headers: headers as Record<string, string>,
      ...(body === null ? {} : { body: new Uint8Array(body) }),
      // A service that sends us elsewhere could send us anywhere.
      redirect: 'manual',
      signal: AbortSignal.timeout(patienceMs),
    });
    if (response.ok) return 'pushed';
    return response.status === 404 || response.status === 410 ? 'gone' : 'failed';
  } catch {
    // No answer in time says as much as a refusal: alerts are not tried again.
    return 'failed';
  }
}

/** The push services of browsers. Any other address could be one inside our own network. */
const services = [
  'fcm.googleapis.com',
  '.push.services.mozilla.com',
  '.notify.windows.com',
  '.push.apple.com',
];

/** Whether an address belongs to a push service of a browser. */
export function isPushService(address: string): boolean {
  const { protocol, hostname, port } = new URL(address);
  if (protocol !== 'https:' || port !== '') return false;
  return services.some((name) => (name.startsWith('.') ? hostname.endsWith(name) : hostname === name));
}
