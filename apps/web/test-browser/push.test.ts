import { ChatTab } from './chat-tab.ts';
import { type Stage, setStage } from './stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
});

afterAll(async () => {
  await stage?.clear();
});

describe('a push', () => {
  it('is shown as a notification, unless its page is looked at', async () => {
    const context = await stage.browser.newContext({ permissions: ['notifications'] });
    const { page } = await ChatTab.open(context, stage.platform, { user: 'ann', thread: 'ann' });
    const devtools = await context.newCDPSession(page);
    const registered = new Promise<string>((resolve) => {
      devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const [registration] = registrations;
        if (registration) resolve(registration.registrationId);
      });
    });
    await devtools.send('ServiceWorker.enable');
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
    const shown = () =>
      page.evaluate(async () => {
        const registration = await navigator.serviceWorker.ready;
        return (await registration.getNotifications()).map(({ title, body, data }) => [title, body, data]);
      });
    await push({ type: 'unseen', threadId: 'ann', name: 'Olga', text: 'Are you there?' });
    await push({ type: 'queued', threadId: 'bob', name: 'Bob', text: 'I was **charged** twice' });
    await page.waitForFunction(async () => {
      const registration = await navigator.serviceWorker.ready;
      return (await registration.getNotifications()).length > 0;
    });
    expect(await shown()).toEqual([['Bob', 'I was charged twice', '/console/']]);
    await context.close();
  });
});
