import { createECDH } from 'node:crypto';
import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import { ChatTab } from './chat-tab.ts';
import { ConsoleTab } from './console-tab.ts';
import { PushService } from './push-service.ts';
import { type Stage, setStage } from './stage.ts';
import { until } from './until.ts';

let stage: Stage;
let service: PushService;

/** The keys of Web Push, as `npx web-push generate-vapid-keys` makes them. */
function vapidKeys() {
  const keys = createECDH('prime256v1');
  // A random key now and then begins with a zero byte, which Node leaves out and `web-push` needs.
  keys.setPrivateKey(Buffer.alloc(32, 7));
  return {
    publicKey: keys.getPublicKey('base64url'),
    privateKey: keys.getPrivateKey('base64url'),
    subject: 'mailto:owner@example.com',
  };
}

const vapid = vapidKeys();

beforeAll(async () => {
  service = await PushService.start();
  stage = await setStage({ WEB_PUSH: 'on', VAPID_KEYS: JSON.stringify(vapid) });
});

afterAll(async () => {
  await stage?.clear();
  await service?.stop();
});

/** The registration of the page's service worker, once it is there. */
async function registrationOf(devtools: CDPSession): Promise<string> {
  const registered = new Promise<string>((resolve) => {
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [registration] = registrations;
      if (registration) resolve(registration.registrationId);
    });
  });
  await devtools.send('ServiceWorker.enable');
  return registered;
}

/**
 * A browser with a push service: this machine has no way to the vendor's, so the page's subscription is given by ours, which
 * brings what is pushed to the service worker as the browser would.
 */
async function browserWithPush(): Promise<{ context: BrowserContext; keys: string[] }> {
  const context = await stage.browser.newContext({ permissions: ['notifications'] });
  const keys: string[] = [];
  await context.exposeBinding('subscribeAtService', async ({ page }, applicationServerKey: string) => {
    keys.push(applicationServerKey);
    const devtools = await context.newCDPSession(page);
    const registrationId = await registrationOf(devtools);
    return service.subscribe((data) =>
      devtools.send('ServiceWorker.deliverPushMessage', {
        origin: stage.platform.addresses.web,
        registrationId,
        data,
      }),
    );
  });
  await context.addInitScript(() => {
    const { subscribeAtService } = globalThis as unknown as {
      subscribeAtService: (key: string) => Promise<object>;
    };
    PushManager.prototype.subscribe = async (options) => {
      const subscription = await subscribeAtService(String(options?.applicationServerKey));
      return { ...subscription, toJSON: () => subscription } as never;
    };
  });
  return { context, keys };
}

interface Shown {
  readonly title: string;
  readonly body: string;
}

const shown = (page: Page): Promise<Shown[]> =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    return (await registration.getNotifications()).map(({ title, body }) => ({ title, body }));
  });

const waitForShown = (page: Page): Promise<Shown[]> =>
  until(
    'a notification is shown',
    () => shown(page),
    (notifications) => notifications.length > 0,
  );

/** Counts the subscriptions that the platform has stored, of all pages of a context that are opened from now on. */
function countSubscriptions(context: BrowserContext): { count: number } {
  const stored = { count: 0 };
  context.on('page', (page) =>
    page.on('websocket', (socket) => {
      let asked = 0;
      socket.on('framesent', ({ payload }) => {
        if (String(payload).includes('push.subscribe')) asked += 1;
      });
      socket.on('framereceived', ({ payload }) => {
        if (asked > 0 && JSON.parse(String(payload)).event === 'push') stored.count += 1;
      });
    }),
  );
  return stored;
}

/** Clicks on the newest notification. @returns the address that the service worker opens, if it opens one */
async function click(context: BrowserContext): Promise<string | undefined> {
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
  return worker.evaluate(async () => {
    const scope = globalThis as unknown as {
      registration: ServiceWorkerRegistration;
      clients: { openWindow(url: string): Promise<unknown> };
      NotificationEvent: new (type: string, init: object) => Event;
      dispatchEvent(event: Event): boolean;
    };
    let opened: string | undefined;
    // Only a click of a person may open a window.
    scope.clients.openWindow = async (url) => {
      opened = url;
    };
    const notification = (await scope.registration.getNotifications()).at(-1);
    const event = new scope.NotificationEvent('notificationclick', { notification });
    let work: Promise<unknown> | undefined;
    // Only an event of the browser may be extended; a page may get the focus only by a click of a person.
    Object.defineProperty(event, 'waitUntil', {
      value: (promise: Promise<unknown>) => {
        work = promise.catch(() => {});
      },
    });
    scope.dispatchEvent(event);
    if (!work) throw new Error('Nothing happens at a click.');
    await work;
    return opened;
  });
}

describe('Web Push, from the subscription to the click', () => {
  it('tells a customer who has left of an answer, and brings them to it', async () => {
    const { context, keys } = await browserWithPush();
    const stored = countSubscriptions(context);
    const ann = await ChatTab.open(context, stage.platform);
    await ann.askForPerson();
    const isWaiting = ann.page.getByText('Waiting for a person', { exact: true });
    await isWaiting.waitFor();
    // The reader has allowed notifications in the browser already: the setting is what is missing.
    await ann.page.evaluate(() =>
      localStorage.setItem('switchboard.alerts', JSON.stringify({ sound: false, notifications: true })),
    );
    await ann.page.reload();
    await isWaiting.waitFor();
    await until('the browser is subscribed', () => stored.count);
    expect(keys).toEqual([vapid.publicKey]);

    const other = await stage.browser.newContext({ viewport: { width: 1300, height: 800 } });
    const olga = await ConsoleTab.open(other, stage.platform, 'Olga');
    await olga.rows.first().click();
    await olga.action('Take').click();
    await olga.page.getByText('Yours', { exact: true }).waitFor();

    // The page is not there any more; another one of the site is, from which the test looks.
    await ann.page.goto(`${stage.platform.addresses.web}/icon.svg`);
    await olga.write('Reply', 'I found **your** parcel.');
    const { page } = ann;
    await waitForShown(page);
    expect(service.received.at(-1)).toMatchObject({ type: 'unseen', text: 'I found **your** parcel.' });
    expect(service.senders.at(-1)).toMatch(new RegExp(`^vapid t=.+, k=${vapid.publicKey}$`));
    expect(await shown(page)).toMatchObject([{ body: 'I found your parcel.' }]);
    const { threadId } = service.received.at(-1) as { threadId: string };
    expect(await click(context)).toBe(`/?thread=${encodeURIComponent(threadId)}`);
    await until(
      'the notification is gone',
      () => shown(page),
      (notifications) => notifications.length === 0,
    );

    await page.goto(`${stage.platform.addresses.web}/?thread=${encodeURIComponent(threadId)}`);
    await ann.answer('I found your parcel.').waitFor();
    await Promise.all([context.close(), other.close()]);
  });

  it('tells an operator once who waits', async () => {
    const { context } = await browserWithPush();
    const stored = countSubscriptions(context);
    const olga = await ConsoleTab.open(context, stage.platform, 'Olga');
    await olga.page.getByRole('button', { name: 'Settings' }).click();
    await olga.page.getByLabel('System notifications').check();
    await olga.page.keyboard.press('Escape');
    await until('the browser is subscribed', () => stored.count);
    const other = await stage.browser.newContext();
    const bela = await ChatTab.open(other, stage.platform, { user: 'bela', thread: 'bela' });
    await bela.ask('hello');
    const before = service.received.length;
    await bela.send('Talk to a human');
    await until('the operator is told', () => service.received.length > before);
    expect(service.received.at(-1)).toMatchObject({ type: 'queued', threadId: 'bela', name: 'Bela' });
    expect(service.received.slice(before)).toHaveLength(1);
    await Promise.all([context.close(), other.close()]);
  });
});

describe('a push', () => {
  it('is shown as a notification, unless its page is looked at', async () => {
    const context = await stage.browser.newContext({ permissions: ['notifications'] });
    const { page } = await ChatTab.open(context, stage.platform, { user: 'ann', thread: 'ann' });
    const devtools = await context.newCDPSession(page);
    const registered = registrationOf(devtools);
    await page.evaluate(async () => {
      await navigator.serviceWorker.register('/sw.js');
      await navigator.serviceWorker.ready;
    });
    const registrationId = await registered;
    const push = (data: object) =>
      devtools.send('ServiceWorker.deliverPushMessage', {
        origin: stage.platform.addresses.web,
        registrationId,
        data: JSON.stringify(data),
      });
    await push({ type: 'unseen', threadId: 'ann', name: 'Olga', text: 'Are you there?' });
    await push({ type: 'queued', threadId: 'bob', name: 'Bob', text: 'I was **charged** twice' });
    await waitForShown(page);
    expect(await shown(page)).toEqual([
      { title: 'Bob is waiting for a person', body: 'I was charged twice' },
    ]);
    expect(await click(context)).toBe('/console/?thread=bob');
    await context.close();
  });

  it('that is clicked while the page is open shows the conversation there', async () => {
    const context = await stage.browser.newContext({ permissions: ['notifications'] });
    const cora = await ChatTab.open(context, stage.platform, { user: 'cora', thread: 'cora' });
    await cora.ask('hello');
    const { page } = cora;
    const worker = context.waitForEvent('serviceworker');
    await page.evaluate(async () => {
      await navigator.serviceWorker.register('/sw.js');
      await navigator.serviceWorker.ready;
    });
    await (await worker).evaluate(async () => {
      const { registration } = globalThis as unknown as { registration: ServiceWorkerRegistration };
      await registration.showNotification('Switchboard', { data: { path: '/', threadId: 'cora.2' } });
    });
    expect(await click(context)).toBeUndefined();
    await page.getByRole('heading', { name: 'How can we help?' }).waitFor();
    expect(new URL(page.url()).searchParams.get('thread')).toBe('cora.2');
    await context.close();
  });
});
