/**
 * Takes the pictures of bots that fail, for the documentation: what the developer sees in the terminal and in the studio, and what the
 * customer sees. It starts the platform as `npm start` does, on a terminal, with the bot of `bot-responder/test/faulty/shop.ts`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { ChatTab } from './chat-tab.ts';
import { launchChromium } from './chromium.ts';
import { ConsoleTab } from './console-tab.ts';
import { fromTerminal } from './terminal-text.ts';
import { useUpTries } from './use-up-tries.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const botFile = `${root}packages/bot-responder/src/bots/shop.ts`;
const port = 20_000 + (process.pid % 10_000);
const web = `http://127.0.0.1:${port}`;

/** How a bot fails, by the name of its picture; what makes the bot do so; and what says that it has. */
const faults = [
  { name: 'throws', question: 'What does it cost?', sign: 'The price is not a number' },
  { name: 'loses-its-network', question: 'Is it in stock?', sign: 'ECONNREFUSED' },
  { name: 'hangs', question: 'Can you wrap it?', sign: 'did not end its reply' },
  { name: 'floods', question: 'What do you have?', sign: 'more than 10000 characters' },
  { name: 'returns-nonsense', question: 'What colour is it?', sign: 'of type number' },
] as const;

/** A bot that hangs has its minute, and a customer is told after another one that the answer takes longer. */
const patienceMs = 200_000;

/** The platform on a terminal of 150 columns, and what it has written there. */
async function startOnTerminal(dataDir: string): Promise<{ child: ChildProcess; written(): string }> {
  const command =
    'stty cols 150; exec node --disable-warning=ExperimentalWarning apps/local/src/main.ts --build';
  const child = spawn('script', ['--quiet', '--return', '--flush', '--command', command, '/dev/null'], {
    cwd: root,
    // biome-ignore lint/style/noProcessEnv: the platform gets the environment of whoever takes the pictures
    env: { ...process.env, BOT: 'shop', PORT: String(port), DATA_DIR: dataDir, SHELL: '/bin/sh' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let written = '';
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error(`The platform has ended.\n${written}`)));
    child.stdout?.on('data', (data: Buffer) => {
      written += data.toString();
      if (written.includes('Studio')) resolve();
    });
  });
  return { child, written: () => written };
}

/** What stands in the terminal of one invocation of the responder: its line and what belongs to it. */
function linesOf(written: string, sign: string): string {
  const lines = written.split(/\r?\n/);
  const at = lines.findIndex((line) => line.includes(sign));
  const isBelow = (line: string | undefined): boolean => /^\s{13}/.test(line ?? '');
  let first = at;
  while (first > 0 && isBelow(lines[first])) first -= 1;
  let last = at;
  while (isBelow(lines[last + 1])) last += 1;
  return lines.slice(first, last + 1).join('\n');
}

async function until(condition: () => boolean, what: string): Promise<void> {
  for (const end = Date.now() + patienceMs; !condition(); ) {
    if (Date.now() > end)
      throw new Error(`The terminal did not show "${what}" within ${patienceMs / 1000} seconds.`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const asDataUrl = (picture: Buffer): string => `data:image/png;base64,${picture.toString('base64')}`;

/** Nothing is pictured while it fades in. */
const still = { deviceScaleFactor: 1.5, reducedMotion: 'reduce' } as const;
const phone = { viewport: { width: 390, height: 820 }, ...still };
const desktop = { viewport: { width: 1000, height: 820 }, ...still };

const customerOf = async (browser: Browser, name: string): Promise<ChatTab> =>
  ChatTab.open(await browser.newContext(phone), { addresses: { web } }, { user: name, thread: name });

async function takeOne(
  browser: Browser,
  written: () => string,
  { name, question, sign }: (typeof faults)[number],
): Promise<void> {
  const customer = await customerOf(browser, name);
  await customer.send(question);
  await until(() => written().includes(sign), sign);
  await customer.page.getByText('taking longer').first().waitFor({ timeout: patienceMs });
  const forCustomer = await customer.page.screenshot();

  const studio = await (await browser.newContext(desktop)).newPage();
  await studio.goto(`${web}/studio/#/timeline?thread=${name}`);
  await studio
    .getByRole('button', { name: /topic responder/ })
    .first()
    .click();
  const error = studio.getByRole('region', { name: 'error' });
  await error.waitFor();
  await error.evaluate((element) => element.scrollIntoView({ block: 'end' }));
  const inStudio = await studio.screenshot();
  const terminal = linesOf(written(), sign);
  await saveSheet(browser, `bot-${name}`, { terminal, desk: ['The studio', inStudio], forCustomer });
}

/** The bot has failed for an hour: what its customer and an operator are told. */
async function takeParked(browser: Browser, written: () => string): Promise<void> {
  const customer = await customerOf(browser, 'ann');
  await customer.send(faults[0].question);
  await customer.page.getByText('taking longer').first().waitFor({ timeout: patienceMs });
  await useUpTries(web, 'ann');
  await customer.page.getByText('A person will look at this').waitFor({ timeout: patienceMs });
  const forCustomer = await customer.page.screenshot();

  const olga = await ConsoleTab.open(await browser.newContext(desktop), { addresses: { web } }, 'Olga');
  await olga.select('Ann');
  await olga.log.getByText(faults[0].question).waitFor();
  await olga.page.mouse.move(0, 0);
  const inConsole = await olga.page.screenshot();
  const terminal = linesOf(written(), 'parked=1');
  await saveSheet(browser, 'bot-parked', { terminal, desk: ['The console', inConsole], forCustomer });
}

interface Sheet {
  readonly terminal: string;
  /** What stands beside the customer's page, and its heading. */
  readonly desk: readonly [heading: string, picture: Buffer];
  readonly forCustomer: Buffer;
}

async function saveSheet(browser: Browser, name: string, { terminal, desk, forCustomer }: Sheet) {
  const [heading, picture] = desk;
  const sheet = await (await browser.newContext({ viewport: { width: 1430, height: 400 } })).newPage();
  await sheet.setContent(`<style>
    body { margin: 0; padding: 12px; background: #e8eaee; font: 600 14px system-ui; color: #333; }
    h2 { margin: 8px 0 4px; font-size: 14px; }
    pre { margin: 0; padding: 12px; background: #15171c; color: #e4e6eb; border-radius: 8px; font: 12.5px/1.5 monospace; overflow: hidden; }
    div { display: grid; grid-template-columns: 1000px 390px; gap: 16px; }
    img { width: 100%; border-radius: 8px; }
  </style>
  <h2>The terminal</h2><pre>${fromTerminal(terminal)}</pre>
  <div><section><h2>${heading}</h2><img src="${asDataUrl(picture)}"></section>
  <section><h2>The customer</h2><img src="${asDataUrl(forCustomer)}"></section></div>`);
  await sheet.screenshot({ path: `${root}docs/images/${name}.png`, fullPage: true });
}

const dataDir = await mkdtemp(join(tmpdir(), 'switchboard-faults-'));
const source = await readFile(`${root}packages/bot-responder/test/faulty/shop.ts`, 'utf8');
await writeFile(botFile, source.replace('../../src/bot/bot.ts', '../bot/bot.ts'), { flag: 'wx' });
const browser = await launchChromium();
let child: ChildProcess | undefined;
try {
  const platform = await startOnTerminal(dataDir);
  child = platform.child;
  child.removeAllListeners('exit');
  const { written } = platform;
  await Promise.all([
    ...faults.map((fault) => takeOne(browser, written, fault)),
    takeParked(browser, written),
  ]);
} finally {
  await browser.close();
  const ended = new Promise((resolve) => child?.once('exit', resolve));
  // Ctrl+C, as a person would end it.
  if (child?.stdin?.write('\u0003')) await ended;
  await rm(botFile);
  await rm(dataDir, { recursive: true, force: true });
}
process.stdout.write('The pictures are in docs/images.\n');
