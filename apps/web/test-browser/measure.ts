/** Measures what visitors wait for, on the whole platform: `npm run measure`. */
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { BrowserContext, Page } from 'playwright-core';
import { ConsoleTab } from './console-tab.ts';
import { HostPage } from './host-page.ts';
import { type Stage, setStage } from './stage.ts';

/** How many times slower than this machine the visitor's is: a phone of the middle class is about four times slower. */
const slowness = 4;
const rounds = 5;
const phone = { viewport: { width: 375, height: 720 }, isMobile: true, hasTouch: true };

interface Measured {
  /** What a visitor loads, compressed, in bytes. */
  readonly weightBytes: number;
  /** From the request to what is measured, in milliseconds. */
  readonly ms: number;
  /** How long the page's own thread was at work meanwhile, in milliseconds: other processes do not count. */
  readonly busyMs: number;
}

const dist = fileURLToPath(new URL('../dist/', import.meta.url));

/** The weight of every file of the build, compressed. */
async function weights(): Promise<ReadonlyMap<string, number>> {
  const names = await readdir(dist, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => `${entry.parentPath}/${entry.name}`);
  const entries = files.map(async (file) => {
    const path = `/${file.slice(dist.length).replace(/^\/+/, '')}`;
    return [path.replace(/index\.html$/, ''), gzipSync(await readFile(file), { level: 9 }).length] as const;
  });
  return new Map(await Promise.all(entries));
}

/** Opens a page on a slow machine, and waits for what `until` waits for. */
async function measure(
  context: BrowserContext,
  sizes: ReadonlyMap<string, number>,
  visit: (page: Page) => Promise<void>,
): Promise<Measured> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowness });
  await session.send('Performance.enable');
  let weightBytes = 0;
  page.on('response', (response) => {
    weightBytes += sizes.get(new URL(response.url()).pathname) ?? 0;
  });
  const begun = performance.now();
  await visit(page);
  const ms = performance.now() - begun;
  const { metrics } = await session.send('Performance.getMetrics');
  const busySeconds = metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
  await page.close();
  return { weightBytes, ms, busyMs: busySeconds * 1_000 };
}

const shown = (ms = 0): string => `${Math.round(ms)} ms`;

async function report(
  name: string,
  stage: Stage,
  visit: (page: Page) => Promise<void>,
  prepare: (context: BrowserContext) => Promise<void> = async () => {},
): Promise<void> {
  const sizes = await weights();
  const results: Measured[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const context = await stage.browser.newContext(phone);
    await prepare(context);
    results.push(await measure(context, sizes, visit));
    await context.close();
  }
  const middle = [...results].sort((a, b) => a.ms - b.ms)[Math.floor(rounds / 2)];
  const kilobytes = ((middle?.weightBytes ?? 0) / 1_000).toFixed(1);
  const columns = [name.padEnd(58), `${kilobytes} KB`, shown(middle?.ms), `busy ${shown(middle?.busyMs)}`];
  process.stdout.write(`${columns.join('  ')}\n`);
}

async function measureAll(stage: Stage): Promise<void> {
  const { web } = stage.platform.addresses;
  const field = (page: Page) => page.getByRole('textbox', { name: 'Message' });
  await report('chat: where one writes is there', stage, async (page) => {
    await page.goto(web);
    await field(page).waitFor();
  });
  await report("chat: the first message is answered, from the page's request", stage, async (page) => {
    await page.goto(web);
    await field(page).fill('hello');
    await field(page).press('Enter');
    await page.locator('.message:not([data-own])').first().waitFor();
  });
  const known = { user: 'measured', thread: 'measured' };
  await report(
    'chat: a conversation of before is shown',
    stage,
    async (page) => {
      await page.goto(`${web}/?user=${known.user}&thread=${known.thread}`);
      await page.locator('.message').first().waitFor();
    },
    async (context) => {
      const page = await context.newPage();
      await page.goto(`${web}/?user=${known.user}&thread=${known.thread}`);
      await field(page).fill('hello');
      await field(page).press('Enter');
      await page.locator('.message[data-own][data-state="sent"]').first().waitFor();
      await page.close();
    },
  );
  const shop = await HostPage.serve({ chat: web });
  const launcher = (page: Page) => page.getByRole('button', { name: 'Open the chat' });
  await report('widget: the button is there', stage, async (page) => {
    await page.goto(shop.address);
    await launcher(page).waitFor();
  });
  await report('widget: opened, where one writes is there', stage, async (page) => {
    await page.goto(shop.address);
    await launcher(page).tap();
    await page.frameLocator('switchboard-chat iframe').getByRole('textbox', { name: 'Message' }).waitFor();
  });
  await shop.close();
  await report(
    'console: who waits is shown',
    stage,
    async (page) => {
      await page.goto(`${web}/console/`);
      await page.getByText('Available', { exact: true }).waitFor();
      await page.locator('.rows-empty, .thread-row').first().waitFor();
    },
    async (context) => {
      const { page } = await ConsoleTab.open(context, stage.platform, 'olga');
      await page.close();
    },
  );
}

const stage = await setStage();
try {
  await measureAll(stage);
} finally {
  await stage.clear();
}
