import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { ConsoleTab } from './console-tab.ts';
import { type Crowd, CrowdedService } from './crowded-service.ts';
import { type Stage, setStage } from './stage.ts';
import { until } from './until.ts';

const crowd: Crowd = { threads: 5_000, messages: 10_000 };

/** What the same changes are measured in for comparison, on the same machine and at the same time. */
const few: Crowd = { threads: 20, messages: 20 };

/** A change in a crowd may take this many times as long as one among few, though there is 250 times as much and more. */
const mostTimesSlower = 25;

const conversation = 't7';

let stage: Stage;

interface Crowded {
  readonly tab: ConsoleTab;
  readonly page: Page;
  readonly service: CrowdedService;
}

async function openConsole(has = crowd): Promise<Crowded> {
  const context = await stage.browser.newContext({ viewport: { width: 1300, height: 800 } });
  let service: CrowdedService | undefined;
  const tab = await ConsoleTab.open(context, stage.platform, 'olga', async (page) => {
    service = await CrowdedService.replace(page, has);
  });
  if (!service) throw new Error('The console was opened without a service.');
  return { tab, page: tab.page, service };
}

const elements = (page: Page): Promise<number> => page.evaluate(() => document.querySelectorAll('*').length);

/** How often a change is measured. The quickest one counts: a machine that does something else only makes it slower. */
const rounds = 5;

/** No change is painted sooner than the next frame, in milliseconds. */
const frameMs = 17;

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

/** @param change makes the change of a round, and says by which expression the page shows it */
async function quickestMs(
  page: Page,
  change: (round: number) => { action: () => void; isShown: string },
): Promise<number> {
  let quickest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const { action, isShown } = change(round);
    quickest = Math.min(quickest, await paintedMs(page, action, isShown));
  }
  return Math.max(quickest, frameMs);
}

/** A row of the queue goes. @param last the number of the last row */
const takeFromQueue = (page: Page, service: CrowdedService, last: number): Promise<number> =>
  quickestMs(page, (round) => ({
    action: () => service.changeQueue(last - round, 'removed'),
    isShown: `!document.querySelector('.rows').innerText.includes('Customer ${last - round}')`,
  }));

/** A message comes in the conversation that is shown. */
const say = (page: Page, service: CrowdedService): Promise<number> =>
  quickestMs(page, (round) => ({
    action: () => service.say(conversation, `One more thing: ${round}`),
    isShown: `document.body.innerText.includes('One more thing: ${round}')`,
  }));

/** How long a scroll to the end may take: what is loaded on the way comes from the test in many parts. */
const longestScrollMs = 300_000;

/** Scrolls until a text is there. @returns the longest pause between two frames, in milliseconds */
function scrollThrough(
  page: Page,
  { list, towards, text }: { list: string; towards: 'end' | 'start'; text: string },
): Promise<number> {
  return page.evaluate(
    ([where, direction, wanted, mostMs]) =>
      new Promise<number>((resolve, reject) => {
        const scrolled = document.querySelector(where);
        if (!scrolled) throw new Error(`No ${where}.`);
        const begun = performance.now();
        let last = begun;
        let longest = 0;
        requestAnimationFrame(function step(time) {
          longest = Math.max(longest, time - last);
          last = time;
          scrolled.scrollTop = direction === 'end' ? scrolled.scrollHeight : 0;
          if (scrolled.textContent?.includes(wanted)) resolve(longest);
          else if (time - begun > mostMs) reject(new Error(`${wanted} was not reached.`));
          else requestAnimationFrame(step);
        });
      }),
    [list, towards, text, longestScrollMs] as const,
  );
}

/** Waits until a page has fewer elements: what is far away goes a moment after it is out of sight. */
const untilFewer = (page: Page, most: number): Promise<number> =>
  until(
    `fewer than ${most} elements are drawn`,
    () => elements(page),
    (count) => count < most,
  );

beforeAll(async () => {
  stage = await setStage();
});

afterAll(async () => {
  await stage?.clear();
});

describe('a console with 5 000 conversations that wait', () => {
  it('draws only those that can be seen, and shows a change nearly as soon as one with 20', async () => {
    const small = await openConsole(few);
    await small.tab.rows.first().waitFor();
    await scrollThrough(small.page, { list: '.rows', towards: 'end', text: 'Customer 19' });
    const amongFew = await takeFromQueue(small.page, small.service, few.threads - 1);
    await small.page.context().close();

    const { page, service, tab } = await openConsole();
    await tab.rows.first().waitFor();
    const drawn = await elements(page);
    const longest = await scrollThrough(page, { list: '.rows', towards: 'end', text: 'Customer 4999' });
    await tab.row('Customer 4999').waitFor();
    expect(await tab.rows.last().getAttribute('aria-setsize')).toBe('5000');
    await untilFewer(page, drawn + 200);
    const changed = await takeFromQueue(page, service, crowd.threads - 1);
    report({
      'queue of 5 000: longest pause': longest,
      'queue of 5 000: a change is shown': changed,
      'queue of 20: a change is shown': amongFew,
    });
    expect(changed / amongFew).toBeLessThan(mostTimesSlower);
    await page.context().close();
  });
});

describe('a conversation of 10 000 messages', () => {
  it('is read to its beginning, draws only what can be seen, and shows a new message nearly as soon as one of 20', async () => {
    const small = await openConsole(few);
    await small.tab.row('Customer 7').first().click();
    await small.tab.log.getByText('Message 20').waitFor();
    const amongFew = await say(small.page, small.service);
    await small.page.context().close();

    const { page, service, tab } = await openConsole();
    await tab.row('Customer 7').first().click();
    await tab.log.getByText('Message 10000').waitFor();
    const drawn = await elements(page);
    const longest = await scrollThrough(page, { list: '[role="log"]', towards: 'start', text: 'Message 1.' });
    await tab.log.getByText('Message 1.').waitFor();
    await untilFewer(page, drawn + 300);
    await page.getByRole('button', { name: 'Latest messages' }).click();
    await tab.log.getByText('Message 10000').waitFor();
    const shown = await say(page, service);
    report({
      '10 000 messages: longest pause': longest,
      '10 000 messages: a new one is shown': shown,
      '20 messages: a new one is shown': amongFew,
    });
    expect(shown / amongFew).toBeLessThan(mostTimesSlower);
    await page.context().close();
  });
});

/** Opens a customer's conversation. */
async function openChat(has: Crowd): Promise<Omit<Crowded, 'tab'>> {
  const context = await stage.browser.newContext({ viewport: { width: 375, height: 720 } });
  const page = await context.newPage();
  const service = await CrowdedService.replace(page, has);
  await page.goto(`${stage.platform.addresses.web}/?user=customer-${conversation}&thread=${conversation}`);
  await page.getByRole('log').getByText(`Message ${has.messages}`).waitFor();
  return { page, service };
}

const isInOrder = (seqs: readonly number[]): boolean =>
  seqs.length > 2 && seqs.every((seq, index) => seq === (seqs[0] ?? 0) + index);

describe("a customer's conversation of 10 000 messages", () => {
  it('draws only what is near, stays where it is read, and shows a new message nearly as soon as one of 20', async () => {
    const small = await openChat(few);
    const amongFew = await say(small.page, small.service);
    await small.page.context().close();

    const { page, service } = await openChat(crowd);
    const log = page.getByRole('log');
    const longest = await scrollThrough(page, { list: '[role="log"]', towards: 'start', text: 'Message 1.' });
    await log.getByText('Message 1.').waitFor();
    await until(
      'only what is near is drawn',
      () => page.locator('.message').count(),
      (count) => count < 300,
    );

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
      const seqs = await until('what was left out is there again', () => seqsAt(part), isInOrder);
      await until(
        'it stays at its place',
        () => seqsAt(part),
        (again) => JSON.stringify(again) === JSON.stringify(seqs),
      );
    }
    await page.getByRole('button', { name: 'Latest messages' }).click();
    await log.getByText('Message 10000').waitFor();
    const shown = await say(page, service);
    report({
      "customer's 10 000 messages: longest pause": longest,
      "customer's 10 000 messages: a new one is shown": shown,
      "customer's 20 messages: a new one is shown": amongFew,
    });
    expect(shown / amongFew).toBeLessThan(mostTimesSlower);
    await page.context().close();
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
    const current = page.locator('[data-found="current"]');
    await current.filter({ hasText: 'Message 9598' }).waitFor();
    await field.press('Shift+Enter');
    await current.filter({ hasText: 'Message 9599' }).waitFor();
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

/** What was measured on this machine; a test judges only how much slower a crowd is. */
function report(measured: Readonly<Record<string, number>>): void {
  for (const [what, ms] of Object.entries(measured)) process.stdout.write(`${what}: ${Math.round(ms)} ms\n`);
}
