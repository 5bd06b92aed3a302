import {
  addressOf,
  notificationOf,
  type OpenThread,
  type PushTarget,
  readPush,
  targetOf,
} from './notification.ts';

/*
 * Where the service worker's parts are put together. It alone reads the browser's clock, languages and network; what a notification says and where
 * it leads is decided in notification.ts.
 */

/** The little that is used of a service worker's own world; the library of types has either it or the page's. */
interface WorkerScope {
  readonly navigator: { readonly languages: readonly string[] };
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    matchAll(options: typeof everyPage): Promise<readonly WindowClient[]>;
    openWindow(url: string): Promise<unknown>;
  };
  addEventListener(type: 'push', listener: (event: PushEvent) => void): void;
  addEventListener(type: 'notificationclick', listener: (event: NotificationEvent) => void): void;
}

interface WindowClient {
  readonly url: string;
  readonly visibilityState: DocumentVisibilityState;
  focus(): Promise<unknown>;
  postMessage(message: OpenThread): void;
}

interface PushEvent {
  readonly data: { json(): unknown } | null;
  waitUntil(work: Promise<unknown>): void;
}

interface NotificationEvent {
  readonly notification: Notification;
  waitUntil(work: Promise<unknown>): void;
}

/** A page that was loaded before this worker counts as well. */
const everyPage = { type: 'window', includeUncontrolled: true } as const;

const worker = globalThis as unknown as WorkerScope;

worker.addEventListener('push', (event) => event.waitUntil(show(event.data?.json())));
worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data as PushTarget));
});

/** Shows a notification. A page that is looked at tells by itself; browsers then do without one. */
async function show(data: unknown): Promise<void> {
  const push = readPush(data);
  if (!push) return;
  const target = targetOf(push);
  const pages = await pagesAt(target);
  if (pages.some(({ visibilityState }) => visibilityState === 'visible')) return;
  const { title, body } = notificationOf(push, {
    languages: worker.navigator.languages,
    brandName: await brandName(),
    now: Date.now(),
  });
  await worker.registration.showNotification(title, {
    body,
    // The newest of a conversation takes the place of the one before.
    tag: push.threadId,
    icon: '/icon.svg',
    data: target,
  });
}

/** Shows the conversation in a page that is open, or opens one. */
async function open(target: PushTarget): Promise<void> {
  const [page] = await pagesAt(target);
  if (!page) {
    await worker.clients.openWindow(addressOf(target));
    return;
  }
  page.postMessage({ type: 'switchboard.open', threadId: target.threadId });
  await page.focus();
}

async function pagesAt({ path }: PushTarget): Promise<readonly WindowClient[]> {
  const pages = await worker.clients.matchAll(everyPage);
  return pages.filter(({ url }) => new URL(url).pathname === path);
}

/** Who writes where a message has no person's name: the name of the site. */
async function brandName(): Promise<string> {
  try {
    const { brand } = (await (await fetch('/config.json')).json()) as { brand?: { name?: unknown } };
    return typeof brand?.name === 'string' ? brand.name : 'Switchboard';
  } catch {
    return 'Switchboard';
  }
}
