import { type ChatSession, RequestRefusedError } from '@switchboard/chat-client';

/** Where the service worker lies; its name stays the same over versions. */
const workerPath = '/sw.js';

/**
 * Has this browser alerted by Web Push, also while no page is open. Where the environment or the browser has no Web Push,
 * nothing happens: pages that are open tell by themselves.
 *
 * @param workers `navigator.serviceWorker`; absent in pages without TLS
 */
export async function startPush(
  session: ChatSession,
  workers: ServiceWorkerContainer | undefined,
): Promise<void> {
  if (!workers || !('PushManager' in globalThis)) return;
  const publicKey = await keyOf(session);
  if (publicKey === undefined) return;
  await workers.register(workerPath);
  const { pushManager } = await workers.ready;
  const subscription = await pushManager
    .subscribe({ userVisibleOnly: true, applicationServerKey: publicKey })
    // Some browsers have no push service, or are told to use none.
    .catch(() => undefined);
  const { endpoint, keys } = subscription?.toJSON() ?? {};
  if (endpoint === undefined || keys?.p256dh === undefined || keys.auth === undefined) return;
  const { p256dh, auth } = keys;
  await session.ask({ frame: { action: 'push.subscribe', endpoint, keys: { p256dh, auth } }, event: 'push' });
}

/** Ends this browser's alerts: the next person who uses it is somebody else. */
export async function stopPush(
  session: ChatSession,
  workers: ServiceWorkerContainer | undefined,
): Promise<void> {
  const registration = await workers?.getRegistration(workerPath);
  const subscription = await registration?.pushManager.getSubscription();
  if (!subscription) return;
  const { endpoint } = subscription;
  // From here on the address is dead: if the service does not hear of it now, its next push finds that out.
  await subscription.unsubscribe();
  await session.ask({ frame: { action: 'push.unsubscribe', endpoint }, event: 'push' });
}

/** @returns `undefined` where the environment says `WEB_PUSH: off` */
async function keyOf(session: ChatSession): Promise<string | undefined> {
  try {
    return (await session.ask({ frame: { action: 'push.key' }, event: 'push' })).publicKey;
  } catch (error) {
    if (error instanceof RequestRefusedError && error.code === 'frame.unknownAction') return undefined;
    throw error;
  }
}
