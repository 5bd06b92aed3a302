import * as v from 'valibot';

/** Bytes of a key of a subscription, in base64url. */
const keySchema = (name: string, atMost: number) =>
  v.pipe(
    v.string(`${name} must be a string`),
    v.regex(/^[A-Za-z0-9_-]+={0,2}$/, `${name} must be base64url`),
    v.maxLength(atMost, `${name} must have at most ${atMost} characters`),
  );

const endpointSchema = v.pipe(
  v.string('endpoint must be a string'),
  v.maxLength(1_024, 'endpoint must have at most 1024 characters'),
  v.url('endpoint must be the address that the browser gave'),
);

/** Asks for the key by which a browser subscribes to Web Push. */
const pushKey = v.object({ action: v.literal('push.key') });

/** Has a browser alerted of this user's threads. Its fields are those of the browser's `PushSubscription`. */
const pushSubscribe = v.object({
  action: v.literal('push.subscribe'),
  endpoint: endpointSchema,
  keys: v.object({ p256dh: keySchema('p256dh', 100), auth: keySchema('auth', 32) }),
});

/** Has a browser alerted no more. */
const pushUnsubscribe = v.object({ action: v.literal('push.unsubscribe'), endpoint: endpointSchema });

/** How browsers are alerted, by `action`. */
export const pushFrameSchemas = {
  'push.key': pushKey,
  'push.subscribe': pushSubscribe,
  'push.unsubscribe': pushUnsubscribe,
} as const;
