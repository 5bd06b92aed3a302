import { firstLine } from '../text/first-line.ts';
import { pageOf, readPush } from './notification.ts';

/** The little that is used of a service worker's own world; the library of types has either it or the page's. */
interface WorkerScope {
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
  event.waitUntil(open(String(event.notification.data)));
});

/** Shows a notification. A page that is looked at tells by itself; browsers then do without one. */
async function show(data: unknown): Promise<void> {
  const push = readPush(data);
  if (!push) return;
  const page = pageOf(push);
  const pages = await worker.clients.matchAll(everyPage);
  const isLookedAt = pages.some(
    ({ url, visibilityState }) => visibilityState === 'visible' && new URL(url).pathname === pathOf(page),
  );
  if (isLookedAt) return;
  await worker.registration.showNotification(push.name ?? 'Switchboard', {
    body: firstLine(push.text),
    tag: push.threadId,
    icon: '/icon.svg',
    data: page,
  });
}

async function open(page: string): Promise<void> {
  const pages = await worker.clients.matchAll(everyPage);
  const known = pages.find(({ url }) => new URL(url).pathname === pathOf(page));
  await (known ? known.focus() : worker.clients.openWindow(page));
}

const pathOf = (page: string): string => page.split('?')[0] ?? page;
