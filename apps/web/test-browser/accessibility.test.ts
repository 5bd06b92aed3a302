import type { BrowserContext, Page } from 'playwright-core';
import { ChatTab } from './chat-tab.ts';
import { ConsoleTab } from './console-tab.ts';
import { HostPage } from './host-page.ts';
import { type Stage, setStage } from './stage.ts';
import { violations } from './violations.ts';

let stage: Stage;

/** What fades in has too little contrast for a moment. */
const open = (colorScheme: 'light' | 'dark'): Promise<BrowserContext> =>
  stage.browser.newContext({
    colorScheme,
    reducedMotion: 'reduce',
    viewport: { width: 1300, height: 800 },
  });

/** The names of everything that can be pressed or written in, as a screen reader says them. */
async function names(page: Page): Promise<readonly string[]> {
  // One look at the whole page: what goes while it is looked at one by one would be waited for.
  const controls = (await page.locator('body').ariaSnapshot()).matchAll(
    /^\s*- (?:button|textbox)\b( "[^\n]+?")?/gm,
  );
  return Array.from(controls, ([, name]) => name ?? '');
}

beforeAll(async () => {
  stage = await setStage();
});

afterAll(async () => {
  await stage?.clear();
});

describe.each(['light', 'dark'] as const)('in %s colours, nothing is wrong', (colorScheme) => {
  it('where operators sign in, and in every window and menu of the console', async () => {
    const context = await open(colorScheme);
    const user = `waits-${colorScheme}`;
    const customer = await ChatTab.open(context, stage.platform, { user, thread: user });
    await customer.askForPerson();
    const signIn = await context.newPage();
    await signIn.goto(`${stage.platform.addresses.web}/console`);
    await signIn.getByLabel('Your name').waitFor();
    expect(await violations(signIn)).toEqual([]);
    await signIn.close();

    const olga = await ConsoleTab.open(context, stage.platform, 'olga');
    const { page } = olga;
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByText('Signed in as').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByText('Signed in as').waitFor({ state: 'detached' });
    await olga.row(`Waits-${colorScheme}`).or(olga.row(user)).first().click();
    await page.getByRole('button', { name: 'Search in this conversation' }).click();
    await page.getByRole('textbox', { name: 'Search in this conversation' }).fill('hello');
    await page
      .locator('.search-count')
      .getByText(/^\d of \d$/)
      .waitFor();
    expect(await violations(page)).toEqual([]);
    const all = await names(page);
    expect(all.length).toBeGreaterThan(5);
    expect(all).not.toContain('');
    await page.keyboard.press('Escape');
    await page.getByRole('textbox', { name: 'Search in this conversation' }).waitFor({ state: 'detached' });
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await olga.action('Transfer').click();
    await page.getByRole('dialog').waitFor();
    expect(await violations(page)).toEqual([]);
    await context.close();
  });

  it('in a customer’s list of conversations, form, and message about which they write', async () => {
    const context = await open(colorScheme);
    const user = `lists-${colorScheme}`;
    const tab = await ChatTab.open(context, stage.platform, { user, thread: user });
    await tab.ask('hello');
    await tab.page.locator('.message[data-own]').hover();
    await tab.page.locator('.message[data-own] .more').click();
    await tab.page.getByRole('button', { name: 'Reply', exact: true }).click();
    await tab.page.getByText('Replying to your own message').waitFor();
    expect(await violations(tab.page)).toEqual([]);
    await tab.page.getByRole('button', { name: 'All conversations' }).click();
    await tab.page.getByRole('button', { name: 'New conversation' }).waitFor();
    expect(await violations(tab.page)).toEqual([]);
    expect(await names(tab.page)).not.toContain('');

    const host = await HostPage.serve({
      chat: stage.platform.addresses.web,
      attributes: 'data-ask="name,email"',
    });
    const shop = await context.newPage();
    await shop.goto(host.address);
    await shop.getByRole('button', { name: 'Open the chat' }).click();
    const frame = shop.frameLocator('switchboard-chat iframe');
    await frame.getByRole('button', { name: 'Start the conversation' }).click();
    await frame.getByText('Please enter your name.').waitFor();
    const chat = shop.frames()[1];
    if (!chat) throw new Error('There is no frame.');
    expect(await violations(chat)).toEqual([]);
    await context.close();
    await host.close();
  });
});
