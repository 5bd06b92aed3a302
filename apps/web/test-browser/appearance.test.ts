import axe, { type AxeResults } from 'axe-core';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { ChatTab } from './chat-tab.ts';
import { type Stage, setStage } from './stage.ts';

let stage: Stage;
let threads = 0;

async function openTab(options: BrowserContextOptions = {}): Promise<ChatTab> {
  threads += 1;
  const context = await stage.browser.newContext({ viewport: { width: 900, height: 700 }, ...options });
  return ChatTab.open(context, stage.platform, { user: `viewer-${threads}`, thread: `viewed-${threads}` });
}

/** What axe finds wrong: the rule, and where. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const results = await page.evaluate<AxeResults>('axe.run()');
  return results.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
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
    const light = await background(page);
    expect(light).not.toBe(dark);
    await page.reload();
    expect(await background(page)).toBe(light);
    await page.getByRole('button', { name: 'Use dark colours' }).click();
    expect(await background(page)).toBe(dark);
  });
});

describe.each([320, 375])('on a phone of %i pixels', (width) => {
  it('everything fits, and what is touched is large enough', async () => {
    const tab = await openTab({ viewport: { width, height: 640 }, isMobile: true, hasTouch: true });
    await tab.send(`a very long word: ${'x'.repeat(200)}`);
    await tab.answers.first().waitFor();
    const { page } = tab;
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    for (const button of await page.getByRole('button').all()) {
      const box = await button.boundingBox();
      expect(Math.min(box?.height ?? 0, box?.width ?? 0)).toBeGreaterThanOrEqual(44);
    }
    const field = await tab.field.boundingBox();
    expect((field?.y ?? 0) + (field?.height ?? 0)).toBeLessThanOrEqual(640);
  });
});

describe('a reader who wants no motion', () => {
  it('sees none', async () => {
    const tab = await openTab({ reducedMotion: 'reduce' });
    await tab.send('hello');
    await tab.answers.first().waitFor();
    expect(await tab.page.evaluate(() => document.getAnimations().length)).toBe(0);
  });
});
