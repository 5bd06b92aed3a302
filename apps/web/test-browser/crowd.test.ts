import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { ConsoleTab } from './console-tab.ts';
import { CrowdedService } from './crowded-service.ts';
import { type Stage, setStage } from './stage.ts';

const crowd = { threads: 5_000, messages: 10_000 };
const conversation = 't7';

let stage: Stage;

interface Crowded {
  readonly tab: ConsoleTab;
  readonly page: Page;
  readonly service: CrowdedService;
}

async function openConsole(): Promise<Crowded> {
  const context = await stage.browser.newContext({ viewport: { width: 1300, height: 800 } });
  let service: CrowdedService | undefined;
  const tab = await ConsoleTab.open(context, stage.platform, 'olga', async (page) => {
    service = await CrowdedService.replace(page, crowd);
  });
  if (!service) throw new Error('The console was opened without a service.');
  return { tab, page: tab.page, service };
}

const elements = (page: Page): Promise<number> => page.evaluate(() => document.querySelectorAll('*').length);

/** How long the page takes until what an action changes has been painted, in milliseconds. */
async function paintedMs(page: Page, action: () => void, isShown: string): Promise<number> {
  const shown = page.evaluate(
    `new Promise((resolve) => {
      const begun = performance.now();
      requestAnimationFrame(function look() {
        if (${isShown}) resolve(performance.now() - begun);
        else requestAnimationFrame(look);
      });
    })`,
  );
  action();
  return (await shown) as number;
}

/** Scrolls until there is nothing more to load. @returns the longest pause between two frames, in milliseconds */
function scrollThrough(page: Page, selector: string, towards: 'end' | 'start'): Promise<number> {
  return page.evaluate(
    ([where, direction]) =>
      new Promise<number>((resolve) => {
        const list = document.querySelector(where as string);
        if (!list) throw new Error(`No ${where}.`);
        let last = performance.now();
        let longest = 0;
        let height = 0;
        let quiet = 0;
        requestAnimationFrame(function step(time) {
          longest = Math.max(longest, time - last);
          last = time;
          quiet = list.scrollHeight === height ? quiet + 1 : 0;
          height = list.scrollHeight;
          list.scrollTop = direction === 'end' ? list.scrollHeight : 0;
          if (quiet < 30) requestAnimationFrame(step);
          else resolve(longest);
        });
      }),
    [selector, towards] as const,
  );
}

beforeAll(async () => {
  stage = await setStage();
});

afterAll(async () => {
  await stage?.clear();
});

describe('a console with 5 000 conversations that wait', () => {
  it('draws only those that can be seen, and shows a change at once', async () => {
    const { page, service, tab } = await openConsole();
    await tab.rows.first().waitFor();
    const few = await elements(page);
    const longest = await scrollThrough(page, '.rows', 'end');
    await tab.row('Customer 4999').waitFor();
    expect(await tab.rows.last().getAttribute('aria-setsize')).toBe('5000');
    expect(await elements(page)).toBeLessThan(few + 200);
    const changed = await paintedMs(
      page,
      () => service.changeQueue(4_999, 'removed'),
      `!document.body.innerText.includes('Customer 4999')`,
    );
    report({ 'queue of 5 000: longest pause': longest, 'queue of 5 000: a change is shown': changed });
    expect(changed).toBeLessThan(1_000);
    await page.context().close();
  });
});

describe('a conversation of 10 000 messages', () => {
  it('is read to its beginning, draws only what can be seen, and shows a new message at once', async () => {
    const { page, service, tab } = await openConsole();
    await tab.row('Customer 7').first().click();
    await tab.log.getByText('Message 10000').waitFor();
    const few = await elements(page);
    const longest = await scrollThrough(page, '[role="log"]', 'start');
    await tab.log.getByText('Message 1.').waitFor();
    expect(await elements(page)).toBeLessThan(few + 300);
    await page.getByRole('button', { name: 'Latest messages' }).click();
    await tab.log.getByText('Message 10000').waitFor();
    const shown = await paintedMs(
      page,
      () => service.say(conversation, 'One more thing'),
      `document.body.innerText.includes('One more thing')`,
    );
    report({ '10 000 messages: longest pause': longest, '10 000 messages: a new one is shown': shown });
    expect(shown).toBeLessThan(1_000);
    await page.context().close();
  });
});

describe("a customer's conversation of 10 000 messages", () => {
  it('draws only what is near, stays where it is read, and shows a new message at once', async () => {
    const context = await stage.browser.newContext({ viewport: { width: 375, height: 720 } });
    const page = await context.newPage();
    const service = await CrowdedService.replace(page, crowd);
    await page.goto(`${stage.platform.addresses.web}/?user=customer-${conversation}&thread=${conversation}`);
    const log = page.getByRole('log');
    await log.getByText('Message 10000').waitFor();
    const longest = await scrollThrough(page, '[role="log"]', 'start');
    await log.getByText('Message 1.').waitFor();
    expect(await page.locator('.message').count()).toBeLessThan(300);

    // Back through the middle: what was left out is there again, at its place.
    const seqsAt = (part: number) =>
      log.evaluate(async (element, where) => {
        element.scrollTop = element.scrollHeight * where;
        for (let frame = 0; frame < 5; frame += 1)
          await new Promise((resolve) => requestAnimationFrame(resolve));
        const { top, bottom } = element.getBoundingClientRect();
        const seen = [...element.querySelectorAll('.message')].filter((message) => {
          const box = message.getBoundingClientRect();
          return box.bottom > top && box.top < bottom;
        });
        return seen.map((message) => Number(/(?:Message|Answer) (\d+)/.exec(message.textContent ?? '')?.[1]));
      }, part);
    for (const part of [0.25, 0.5, 0.75]) {
      const seqs = await seqsAt(part);
      expect(seqs.length).toBeGreaterThan(2);
      const [first = 0] = seqs;
      expect(seqs).toEqual(seqs.map((_, index) => first + index));
      expect(await seqsAt(part)).toEqual(seqs);
    }
    await page.getByRole('button', { name: 'Latest messages' }).click();
    await log.getByText('Message 10000').waitFor();
    const shown = await paintedMs(
      page,
      () => service.say(conversation, 'One more thing'),
      `document.body.innerText.includes('One more thing')`,
    );
    report({
      "customer's 10 000 messages: longest pause": longest,
      "customer's 10 000 messages: a new one is shown": shown,
    });
    expect(shown).toBeLessThan(1_000);
    await context.close();
  });
});

describe('a long conversation', () => {
  it('is searched, also in what was not loaded yet, and by keyboard', async () => {
    const { page, tab } = await openConsole();
    await tab.row('Customer 7').first().click();
    await tab.log.getByText('Message 10000').waitFor();
    await page.keyboard.press('f');
    const field = page.getByRole('textbox', { name: 'Search in this conversation' });
    await field.fill('message 95');
    // It is in a page that was not loaded.
    await page.getByText(/^(\d+) of \1$/).waitFor();
    await tab.log.getByText('Message 9599').waitFor();
    await field.press('Enter');
    await tab.log.getByText('Message 9598').waitFor();
    expect(await tab.page.locator('[data-found="current"]').textContent()).toContain('Message 9598');
    await field.press('Shift+Enter');
    await tab.log.getByText('Message 9599').waitFor();
    await field.fill('no such words');
    await page.keyboard.press('Escape');
    await field.waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('is kept as a file, from its first message to its last', async () => {
    const { page, tab } = await openConsole();
    await tab.row('Customer 7').first().click();
    await tab.log.getByText('Message 10000').waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('d')]);
    expect(download.suggestedFilename()).toBe('conversation-customer-7.txt');
    const text = await readFile(await download.path(), 'utf8');
    expect(text.startsWith('Conversation with Customer 7\n')).toBe(true);
    expect(text).toContain('Customer 7\nMessage 1.');
    expect(text.trimEnd().split('\n').at(-1)).toContain('Message 10000.');
    await page.context().close();
  });
});

/** What was measured on this machine; a test judges only what no machine may exceed. */
function report(measured: Readonly<Record<string, number>>): void {
  for (const [what, ms] of Object.entries(measured)) process.stdout.write(`${what}: ${Math.round(ms)} ms\n`);
}
