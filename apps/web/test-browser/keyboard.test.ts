import type { Page } from 'playwright-core';
import { ChatTab } from './chat-tab.ts';
import { type Stage, setStage } from './stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
});

afterAll(async () => {
  await stage?.clear();
});

/** What has the focus, as a screen reader names it, and whether one can see that. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement as HTMLElement;
    const name = element.getAttribute('aria-label') ?? element.textContent ?? '';
    const { outlineStyle, boxShadow } = getComputedStyle(element);
    const within = element.closest(':focus-within .composer, .composer:focus-within') !== null;
    return { name: name.trim(), shows: outlineStyle !== 'none' || boxShadow !== 'none' || within };
  });

/** Presses the tabulator until something of that name has the focus. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab');
    const now = await focused(page);
    passed.push(now.name);
    if (!name.test(now.name)) continue;
    expect(now).toMatchObject({ shows: true });
    return;
  }
  throw new Error(`The tabulator does not reach ${name}, only: ${passed.join(' | ')}`);
}

describe('a customer without a mouse', () => {
  it('writes, chooses an answer, replies to a message, and goes to another conversation', async () => {
    const context = await stage.browser.newContext({ viewport: { width: 900, height: 700 } });
    const tab = await ChatTab.open(context, stage.platform, { user: 'kim', thread: 'kim' });
    const { page } = tab;
    const { keyboard } = page;
    await tab.waitUntilOneCanType();
    await keyboard.type('help');
    await keyboard.press('Enter');
    await tab.quickReplies.first().waitFor();
    const offered = (await tab.quickReplies.first().textContent()) ?? '';
    await tabTo(page, new RegExp(`^${offered.replaceAll(/[^\p{L}\p{N} ]/gu, '.')}$`, 'u'));
    await keyboard.press('Enter');
    await page.locator('.message[data-own]').filter({ hasText: offered }).waitFor();
    await tab.answers.nth(1).waitFor();

    await tabTo(page, /^Conversation$/);
    await keyboard.press('ArrowUp');
    await keyboard.press('ArrowUp');
    expect((await focused(page)).name).toBe('Message options');
    await keyboard.press('Enter');
    await tabTo(page, /^Reply$/);
    await keyboard.press('Enter');
    await page.getByText(/^Replying to/).waitFor();
    await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
    await keyboard.type('I mean this');
    await keyboard.press('Enter');
    await page.locator('.message[data-own] .quote').waitFor();
    await page.locator('.message[data-own][data-state="sent"]').nth(2).waitFor();

    await tabTo(page, /^All conversations$/);
    await keyboard.press('Enter');
    await tabTo(page, /^Download this conversation$/);
    const [file] = await Promise.all([page.waitForEvent('download'), keyboard.press('Enter')]);
    expect(file.suggestedFilename()).toBe('conversation-switchboard.txt');
    await tabTo(page, /^New conversation$/);
    await keyboard.press('Enter');
    await page.getByRole('heading', { name: 'How can we help?' }).waitFor();
    await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
    await keyboard.type('Another matter');
    await keyboard.press('Enter');
    await page
      .locator('.message[data-own][data-state="sent"]')
      .filter({ hasText: 'Another matter' })
      .waitFor();

    await tabTo(page, /^Turn the sound off$/);
    await keyboard.press('Space');
    await page.getByRole('button', { name: 'Turn the sound on' }).waitFor();
    expect(tab.problems).toEqual([]);
    await context.close();
  });
});
