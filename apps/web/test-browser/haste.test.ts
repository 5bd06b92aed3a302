import type { BrowserContext, Locator, Page } from 'playwright-core';
import { ChatTab } from './chat-tab.ts';
import { ConsoleTab } from './console-tab.ts';
import { focusOf, press } from './focus.ts';
import { closedGate } from './gate.ts';
import { holdDeferred } from './hold-deferred.ts';
import { holdFrames } from './hold-frames.ts';
import { recordAlerts } from './record-alerts.ts';
import { type Stage, setStage } from './stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
});

afterAll(async () => {
  await stage?.clear();
});

const newContext = (): Promise<BrowserContext> =>
  stage.browser.newContext({ viewport: { width: 1280, height: 800 } });

/** The element has the focus now: the next key is for it. */
async function expectFocusNow(element: Locator): Promise<void> {
  expect(await focusOf(element)).toMatchObject({ has: true });
}

describe('an operator who presses keys before the page is painted', () => {
  const askAsCustomer = async (customer: string): Promise<void> => {
    const elsewhere = await newContext();
    const tab = await ChatTab.open(elsewhere, stage.platform, { user: customer, thread: customer });
    await tab.askForPerson();
    await tab.page.getByText('A person will answer here').waitFor();
    await elsewhere.close();
  };
  const openConsole = async (customer?: string, context?: BrowserContext): Promise<ConsoleTab> => {
    if (customer !== undefined) await askAsCustomer(customer);
    return ConsoleTab.open(context ?? (await newContext()), stage.platform, 'olga');
  };
  const search = (page: Page): Locator => page.getByRole('textbox', { name: 'Search in this list' });
  const field = (page: Page, name: string): Locator => page.getByRole('textbox', { name, exact: true });

  it('leaves the menu alone by Escape, and is at its button again', async () => {
    const { page } = await openConsole();
    const settings = page.getByRole('button', { name: 'Settings' });
    const deferred = await holdDeferred(page);
    await press(settings);
    await press(page.getByRole('checkbox', { name: 'Sound' }), 'Escape');
    await expectFocusNow(settings);
    expect(await settings.getAttribute('aria-expanded')).toBe('false');
    await deferred.release();
    await expectFocusNow(settings);
  });

  it('writes into the field that a key has opened, and gives no command by the letters', async () => {
    const olga = await openConsole('mona');
    const { page } = olga;
    const { keyboard } = page;
    await olga.select('Mona');
    await olga.log.focus();
    const deferred = await holdDeferred(page);
    for (const [key, name] of [
      ['f', 'Search in this conversation'],
      ['n', 'Note'],
      ['r', 'Reply'],
    ] as const) {
      await keyboard.press(key);
      // Outside of a field this key closes the conversation.
      await keyboard.press('x');
      expect(await field(page, name).inputValue()).toBe('x');
      await keyboard.press('Escape');
      await expectFocusNow(olga.log);
    }
    await deferred.release();
    await expectFocusNow(olga.log);
    await page.getByText('Waiting for a person', { exact: true }).waitFor();
  });

  it('goes from window to window', async () => {
    const olga = await openConsole('nina');
    const { page } = olga;
    const { keyboard } = page;
    await olga.select('Nina');
    await olga.log.focus();
    const deferred = await holdDeferred(page);
    for (const [key, name] of [
      ['?', 'Keys'],
      ['s', 'Saved replies'],
      ['t', 'Give this conversation to a colleague'],
      ['?', 'Keys'],
    ] as const) {
      await keyboard.press(key);
      expect(await page.getByRole('dialog', { name }).isVisible()).toBe(true);
      await keyboard.press('Escape');
      expect(await page.getByRole('dialog').count()).toBe(0);
      await expectFocusNow(olga.log);
    }
    await deferred.release();
    await expectFocusNow(olga.log);
  });

  it('takes the saved reply that the arrow has chosen', async () => {
    const olga = await openConsole('oona');
    const { page } = olga;
    await page.keyboard.press('s');
    const dialog = page.getByRole('dialog', { name: 'Saved replies' });
    for (const key of ['away', 'awhile']) {
      await dialog.getByLabel(/^Name/).fill(key);
      await dialog.getByLabel('Text').fill(`I am ${key}.`);
      await dialog.getByRole('button', { name: 'Save' }).click();
      await dialog.getByText(`/${key}`).waitFor();
    }
    await page.keyboard.press('Escape');
    await olga.select('Oona');
    await field(page, 'Reply').focus();
    const deferred = await holdDeferred(page);
    await page.keyboard.type('/aw');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await field(page, 'Reply').inputValue()).toBe('I am awhile.');
    await deferred.release();
  });

  it('keeps the focus in the window of saved replies when one is kept, and when one is removed', async () => {
    const { page } = await openConsole();
    await page.keyboard.press('s');
    const dialog = page.getByRole('dialog', { name: 'Saved replies' });
    const save = dialog.getByRole('button', { name: 'Save' });
    await press(save);
    await dialog.getByRole('alert').filter({ hasText: 'A saved reply has a name and a text.' }).waitFor();
    await dialog.getByLabel(/^Name/).fill('goodbye');
    await dialog.getByLabel('Text').fill('See you!');
    await press(save);
    await dialog.getByText('/goodbye').waitFor();
    expect(await dialog.getByLabel(/^Name/).inputValue()).toBe('');
    await expectFocusNow(save);
    await press(dialog.getByRole('button', { name: 'Delete goodbye' }));
    await dialog.getByText('/goodbye').waitFor({ state: 'detached' });
    await expectFocusNow(dialog.getByLabel(/^Name/));
  });

  it('writes on in a field whose earlier number is kept only now', async () => {
    const context = await newContext();
    let isSet = false;
    const answers = await holdFrames(context, () => isSet);
    const olga = await openConsole(undefined, context);
    const { page } = olga;
    await page.getByRole('button', { name: 'Settings' }).click();
    const capacity = page.getByLabel('Conversations at once');
    await capacity.focus();
    isSet = true;
    await page.keyboard.type('1');
    await page.keyboard.press('Enter');
    await page.keyboard.type('2');
    // Its row comes after the answer.
    await askAsCustomer('zoe');
    answers.release();
    await olga.row('Zoe').waitFor();
    expect(await capacity.inputValue()).toBe('12');
  });

  it('keeps the focus that has moved on when the answer to an earlier key comes', async () => {
    let hasTaken = false;
    const context = await newContext();
    const answers = await holdFrames(context, () => hasTaken);
    const olga = await openConsole('pia', context);
    const { page } = olga;
    await olga.select('Pia');
    await olga.log.focus();
    hasTaken = true;
    await page.keyboard.press('c');
    await expectFocusNow(field(page, 'Reply'));
    await search(page).focus();
    await page.keyboard.type('pi');
    answers.release();
    await olga.toldNewest('The conversation is yours.');
    await page.keyboard.type('a');
    await expectFocusNow(search(page));
    expect(await search(page).inputValue()).toBe('pia');
  });

  it('finds a note that could not be kept where it was written, and nowhere else', async () => {
    const context = await newContext();
    const refusals: (() => void)[] = [];
    await context.routeWebSocket(/./, (routed) => {
      const platform = routed.connectToServer();
      routed.onMessage((data) => {
        const { action, threadId, clientMessageId } = JSON.parse(String(data));
        if (action !== 'note.add') {
          platform.send(data);
          return;
        }
        const refusal = { code: 'frame.invalidField', message: 'No.', requestId: 'r', action };
        refusals.push(() =>
          routed.send(JSON.stringify({ event: 'error', ...refusal, threadId, clientMessageId })),
        );
      });
    });
    await openConsole('quinn');
    const olga = await openConsole('rosa', context);
    const { page } = olga;
    const writeNote = async (text: string): Promise<() => void> => {
      await olga.write('Note', text);
      await page.waitForFunction(
        () => document.querySelector<HTMLTextAreaElement>('.foot textarea')?.value === '',
      );
      return refusals.at(-1) as () => void;
    };
    await olga.select('Rosa');
    const refuse = await writeNote('A secret.');
    await olga.select('Quinn');
    refuse();
    await olga.toldNewest();
    expect(await field(page, 'Reply').inputValue()).toBe('');

    await olga.select('Rosa');
    const refuseLater = await writeNote('Another secret.');
    await field(page, 'Note').fill('More');
    await search(page).focus();
    refuseLater();
    await page.waitForFunction(
      () => document.querySelector<HTMLTextAreaElement>('.foot textarea')?.value !== 'More',
    );
    expect(await field(page, 'Note').inputValue()).toBe('Another secret.\nMore');
    await expectFocusNow(search(page));
  });

  it('changes a message of their own also while they write a note', async () => {
    const olga = await openConsole('sara');
    const { page } = olga;
    await olga.select('Sara');
    await olga.write('Reply', 'On Mondy.');
    await olga.log.getByText('Sent', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Note', exact: true }).click();
    await field(page, 'Note').waitFor();
    await press(page.locator('.message[data-own] .more').last());
    await press(page.getByRole('button', { name: 'Edit', exact: true }));
    await expectFocusNow(field(page, 'Reply'));
    expect(await field(page, 'Reply').inputValue()).toBe('On Mondy.');
  });

  it('keeps the focus where it is when the window has become narrow', async () => {
    const olga = await openConsole('tara');
    const { page } = olga;
    await olga.select('Tara');
    await page.getByRole('complementary', { name: 'Customer' }).waitFor();
    await field(page, 'Reply').focus();
    await page.setViewportSize({ width: 1000, height: 800 });
    await page.keyboard.type('Hello');
    await expectFocusNow(field(page, 'Reply'));
    expect(await field(page, 'Reply').inputValue()).toBe('Hello');
  });
});

describe('a customer who presses keys before the page is painted', () => {
  it('opens the list, closes it, and goes on from its button', async () => {
    const tab = await ChatTab.open(await newContext(), stage.platform, { user: 'uma', thread: 'uma' });
    await tab.ask('hello');
    const { page } = tab;
    const opener = page.getByRole('button', { name: 'All conversations' });
    const list = page.getByRole('navigation', { name: 'Conversations' });
    const deferred = await holdDeferred(page);
    await press(opener);
    await expectFocusNow(list.getByRole('button', { name: 'Close' }));
    await page.keyboard.press('Escape');
    await expectFocusNow(opener);
    await page.keyboard.press('Tab');
    expect(await focusOf(opener)).toMatchObject({ has: false });
    await deferred.release();
    expect(await focusOf(opener)).toMatchObject({ has: false });
  });

  it('is still in the list after they have looked elsewhere', async () => {
    const context = await newContext();
    await context.addInitScript(recordAlerts, 'denied');
    const tab = await ChatTab.open(context, stage.platform, { user: 'vera', thread: 'vera' });
    await tab.ask('hello');
    const { page } = tab;
    await press(page.getByRole('button', { name: 'All conversations' }));
    const closing = page
      .getByRole('navigation', { name: 'Conversations' })
      .getByRole('button', { name: 'Close' });
    await page.evaluate(() => alerts.leave());
    await page.evaluate(() => alerts.comeBack());
    await (await holdDeferred(page)).release();
    await expectFocusNow(closing);
  });
});

describe('a developer who has gone on before the page has loaded what they chose', () => {
  it('keeps the focus in Telegram', async () => {
    const page = await (await newContext()).newPage();
    const chat = closedGate();
    await page.route(/\/users\/12\/messages/, async (route) => route.continue(await chat.released));
    await page.goto(`${stage.platform.addresses.web}/telegram/`);
    await page.getByLabel('Id of a person').fill('12');
    await page.keyboard.press('Enter');
    const play = page.getByRole('button', { name: 'Play' });
    await play.focus();
    chat.release();
    await page.getByLabel('Message', { exact: true }).waitFor();
    await (await holdDeferred(page)).release();
    await expectFocusNow(play);
  });
});
