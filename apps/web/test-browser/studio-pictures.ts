/** Takes the pictures of the studio for the documentation, on the whole platform: `npm run pictures`. */
import { fileURLToPath } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { ChatTab } from './chat-tab.ts';
import { type Stage, setStage } from './stage.ts';

const desktop = { viewport: { width: 1280, height: 800 } };
const phone = { viewport: { width: 375, height: 720 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

const save = async (page: Page, name: string): Promise<void> => {
  await page.mouse.move(0, 0);
  await page.waitForTimeout(500);
  await page.screenshot({
    path: fileURLToPath(new URL(`../../../docs/images/studio-${name}.png`, import.meta.url)),
  });
};

async function takeAll({ browser, platform }: Stage): Promise<void> {
  const { studio, web } = platform.addresses;
  const open = async (view: string, options: BrowserContextOptions): Promise<Page> => {
    const page = await (await browser.newContext(options)).newPage();
    await page.goto(`${studio}#/${view}`);
    await page.getByText('Loading…').waitFor({ state: 'detached' });
    return page;
  };
  const api = (method: string, path: string, body: object): Promise<Response> =>
    fetch(`${web}/_switchboard/studio/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const customer = async (user: string) =>
    ChatTab.open(await browser.newContext(), platform, { user, thread: user });

  const ann = await customer('ann');
  await ann.ask('Hello!');
  await ann.ask('Tell me a joke');
  const bela = await customer('bela');
  await bela.ask('Hello!');
  const plan = { seed: 7, functions: ['switchboard-local-responder'], killBefore: 1 };
  await api('PUT', 'faults', plan);
  await bela.send('Where is my parcel?');

  const queues = await open('queues', desktop);
  await queues.getByRole('link', { name: /^responder-failed 1 message/ }).click({ timeout: 60_000 });
  await queues.getByText('signal: killed').first().waitFor();
  await save(queues, 'queues');
  await save(await open('timeline?thread=ann', desktop), 'timeline');
  const failed = await open('timeline?thread=bela', { ...desktop, colorScheme: 'dark' });
  await failed.locator('.waterfall-error').first().waitFor();
  await save(failed, 'failure-dark');
  await save(await open('timeline?thread=ann', { ...phone, colorScheme: 'dark' }), 'timeline-phone');
  await save(await open('faults', desktop), 'faults');
  await api('DELETE', 'faults', {});
  const tables = await open('tables?table=messages&partition=ann', desktop);
  await tables.getByRole('button', { name: 'Edit' }).first().click();
  await save(tables, 'tables');
  await save(await open('cost', desktop), 'cost');
  await save(await open('cost', phone), 'cost-phone');
  await save(await open('functions?function=switchboard-local-responder', desktop), 'functions');
  const stack = await open('stack', { viewport: { width: 1280, height: 980 } });
  await save(stack, 'stack');
}

const stage = await setStage({ SPEED: '60' });
try {
  await takeAll(stage);
} finally {
  await stage.clear();
}
