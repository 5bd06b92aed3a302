import type { BrowserContextOptions, Page } from 'playwright-core';
import { ChatTab } from './chat-tab.ts';
import { type Stage, setStage } from './stage.ts';
import { until } from './until.ts';
import { violations } from './violations.ts';

let stage: Stage;
let threads = 0;

async function openTab(options: BrowserContextOptions = {}): Promise<ChatTab> {
  threads += 1;
  const context = await stage.browser.newContext({ viewport: { width: 900, height: 700 }, ...options });
  return ChatTab.open(context, stage.platform, { user: `viewer-${threads}`, thread: `viewed-${threads}` });
}

const background = (page: Page): Promise<string> =>
  page.evaluate(() => getComputedStyle(document.body).backgroundColor);

beforeAll(async () => {
  stage = await setStage();
});

afterAll(async () => {
  await stage?.clear();
});

describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
  it('an empty conversation is accessible', async () => {
    const { page } = await openTab({ colorScheme });
    await page.getByRole('heading', { name: 'How can we help?' }).waitFor();
    expect(await violations(page)).toEqual([]);
  });

  it('a conversation with answers, links and quick replies is accessible', async () => {
    const tab = await openTab({ colorScheme });
    await tab.ask('help me with https://example.com please');
    await tab.quickReplies.first().waitFor();
    expect(await violations(tab.page)).toEqual([]);
  });

  it('a conversation without a connection is accessible', async () => {
    const tab = await openTab({ colorScheme });
    await tab.page.context().setOffline(true);
    await tab.send('is anybody there?');
    await tab.page.getByText(/No connection|Connecting…/).waitFor();
    expect(await violations(tab.page)).toEqual([]);
  });
});

describe('the colours', () => {
  it("follow the system until the reader chooses, and the reader's choice is kept", async () => {
    const { page } = await openTab({ colorScheme: 'dark' });
    const dark = await background(page);
    await page.getByRole('button', { name: 'Use light colours' }).click();
    const light = await until(
      'the colours are others',
      () => background(page),
      (colour) => colour !== dark,
    );
    await page.reload();
    await page.getByRole('button', { name: 'Use dark colours' }).waitFor();
    expect(await background(page)).toBe(light);
    await page.getByRole('button', { name: 'Use dark colours' }).click();
    await until(
      'the colours are dark',
      () => background(page),
      (colour) => colour === dark,
    );
  });
});

describe.each([320, 375])('on a phone of %i pixels', (width) => {
  it('everything fits, and what is touched is large enough', async () => {
    const tab = await openTab({ viewport: { width, height: 640 }, isMobile: true, hasTouch: true });
    await tab.field.fill('x'.repeat(200));
    expect(await tab.page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await tab.ask(`a very long word: ${'x'.repeat(200)}`);
    const { page } = tab;
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    // One look at all of them: a button that goes meanwhile would be waited for.
    const sizes = await page.getByRole('button').evaluateAll((buttons) =>
      buttons.map((button) => {
        const box = button.getBoundingClientRect();
        return Math.min(box.width, box.height);
      }),
    );
    expect(sizes.length).toBeGreaterThan(2);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(44);
    const field = await tab.field.boundingBox();
    expect((field?.y ?? 0) + (field?.height ?? 0)).toBeLessThanOrEqual(640);
  });
});

describe('the composer', () => {
  it('is no wider than the page, whatever is written, and cuts no line', async () => {
    const { field, page } = await openTab();
    const box = async () => (await field.boundingBox()) ?? { width: 0, height: 0 };
    const before = await box();
    await field.fill('x'.repeat(200));
    expect((await box()).width).toBe(before.width);
    await field.fill(Array.from({ length: 20 }, (_, line) => `line ${line}`).join('\n'));
    const lineHeight = await field.evaluate((element) =>
      Number.parseFloat(getComputedStyle(element).lineHeight),
    );
    expect((await box()).height % lineHeight).toBe(0);
    expect((await box()).height).toBeGreaterThan(before.height);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(900);
  });
});

describe('a connection that is lost on a small phone', () => {
  it('is told in one line', async () => {
    const tab = await openTab({ viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true });
    await tab.page.context().setOffline(true);
    const text = tab.page.locator('.banner span');
    await text.waitFor();
    const height = (await text.boundingBox())?.height ?? 0;
    expect(height).toBeLessThan(28);
    expect(await tab.page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  });
});

describe('the language', () => {
  it.each([
    ['de-AT', 'ltr', 'Wie können wir helfen?', 'Nachricht'],
    ['ar', 'rtl', 'كيف يمكننا مساعدتك؟', 'الرسالة'],
    ['fr', 'ltr', 'How can we help?', 'Message'],
  ])('of a browser that speaks %s is spoken, or English', async (locale, direction, heading, field) => {
    threads += 1;
    const context = await stage.browser.newContext({
      locale,
      viewport: { width: 375, height: 640 },
      // What fades in has too little contrast for a moment.
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    await page.goto(`${stage.platform.addresses.web}/?user=speaker-${threads}`);
    await page.getByRole('heading', { name: heading }).waitFor();
    expect(await page.evaluate(() => document.documentElement.dir)).toBe(direction);
    await page.getByRole('textbox', { name: field }).fill('Hello مرحبا');
    await page.keyboard.press('Enter');
    await page.locator('.message[data-own][data-state="sent"]').waitFor();
    // The answer is there, and nothing is being written any more.
    await page.locator('.message[data-state="sent"]:not([data-own])').first().waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
    const own = await page.locator('.message[data-own] .bubble').first().boundingBox();
    const isAtRight = (own?.x ?? 0) + (own?.width ?? 0) > 300;
    expect(isAtRight).toBe(direction === 'ltr');
    // What the bot offers is in the language of the message: a question mark stands at the end of its own line.
    const offered = page.getByRole('button', { name: 'What can you do?' });
    expect(await offered.evaluate((button) => getComputedStyle(button).direction)).toBe('ltr');
    await context.close();
  });
});

describe('a reader who wants no motion', () => {
  it('sees none', async () => {
    const tab = await openTab({ reducedMotion: 'reduce' });
    await tab.ask('hello');
    expect(await tab.page.evaluate(() => document.getAnimations().length)).toBe(0);
  });
});
