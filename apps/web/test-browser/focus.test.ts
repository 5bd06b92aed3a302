import type { Locator, Page } from 'playwright-core';
import { ChatTab } from './chat-tab.ts';
import { ConsoleTab } from './console-tab.ts';
import { expectFocus, press } from './focus.ts';
import { type Stage, setStage } from './stage.ts';
import { until } from './until.ts';

const desktop = { viewport: { width: 1280, height: 800 } };
const phone = { viewport: { width: 375, height: 720 } };

let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
});

afterAll(async () => {
  await stage?.clear();
});

/** Whether all of a text is shown: nothing of it is cut. */
const isWhole = (element: Locator): Promise<boolean> =>
  element.evaluate(
    (shown) =>
      getComputedStyle(shown).textOverflow !== 'ellipsis' && shown.scrollWidth <= shown.clientWidth + 1,
  );

const longName = 'Maximiliana-alexandra-von-hohenstein-waldburg-zeil-und-trauchburg';

describe('the focus of a customer without a mouse', () => {
  it.each([
    ['on a wide screen', desktop],
    ['on a narrow one', phone],
  ])('is never lost %s', async (_, options) => {
    const context = await stage.browser.newContext(options);
    const user = `kim-${options.viewport.width}`;
    const tab = await ChatTab.open(context, stage.platform, { user, thread: user });
    const { page } = tab;
    const button = (name: string): Locator => page.getByRole('button', { name, exact: true });

    await press(button('What can you do?'));
    await tab.answers.first().waitFor();
    await expectFocus(tab.field);
    await press(tab.quickReplies.first());
    await tab.answers.nth(1).waitFor();
    await expectFocus(tab.field);

    await press(button('All conversations'));
    const list = page.getByRole('navigation', { name: 'Conversations' });
    await expectFocus(list.getByRole('button', { name: 'Close' }));
    await page.keyboard.press('Escape');
    await expectFocus(button('All conversations'));

    const more = page.locator('.message[data-own]').last().getByRole('button', { name: 'Message options' });
    await press(more);
    await press(button('Reply'), 'Escape');
    await expectFocus(more);
    await press(more);
    await press(button('Delete'));
    await expectFocus(button('Delete for everyone'));
    await page.keyboard.press('Enter');
    await page.getByText('This message was deleted').waitFor();
    await expectFocus(tab.field);
    expect(tab.problems).toEqual([]);
    await context.close();
  });

  it('hears which message the options belong to', async () => {
    const context = await stage.browser.newContext(desktop);
    const tab = await ChatTab.open(context, stage.platform, { user: 'lea', thread: 'lea' });
    await tab.ask('What is my name?');
    const more = tab.page.locator('.message[data-own] .more');
    const describedBy = await more.getAttribute('aria-describedby');
    expect(await tab.page.locator(`[id="${describedBy}"]`).textContent()).toBe('What is my name?');
    await context.close();
  });
});

describe('the focus of an operator without a mouse', () => {
  const waiting = async (user: string): Promise<void> => {
    const context = await stage.browser.newContext(desktop);
    const tab = await ChatTab.open(context, stage.platform, { user, thread: user });
    await tab.askForPerson();
    await tab.page.getByText('A person will answer here').waitFor();
    await context.close();
  };

  it('is in the list, in the conversation, or in the menu, whatever closes', async () => {
    await waiting('mona');
    const olga = await ConsoleTab.open(await stage.browser.newContext(desktop), stage.platform, 'olga');
    const { page } = olga;
    const { keyboard } = page;
    const list = page.getByRole('listbox', { name: 'Waiting' });
    await expectFocus(list);
    await olga.row('Mona').waitFor();
    await keyboard.press('ArrowDown');
    await page.getByRole('heading', { name: 'Mona', level: 2 }).waitFor();
    await keyboard.press('c');
    await expectFocus(page.getByRole('textbox', { name: 'Reply' }));
    for (const key of ['f', 'n', '?', 't', 's']) {
      await keyboard.press('Escape');
      await expectFocus(olga.log);
      await keyboard.press(key);
      await page.waitForFunction(() => document.activeElement?.getAttribute('role') !== 'log');
    }
    await keyboard.press('Escape');
    await press(olga.action('To the bot'));
    await olga.action('Take').waitFor();
    await expectFocus(olga.log);

    const settings = page.getByRole('button', { name: 'Settings' });
    await press(settings);
    await press(page.getByRole('button', { name: 'Your profile' }));
    await page.getByRole('dialog', { name: 'Your profile' }).waitFor();
    await keyboard.press('Escape');
    await expectFocus(settings);
    await press(settings);
    await press(page.getByRole('checkbox', { name: 'Sound' }), 'Escape');
    await expectFocus(settings);
    await page.getByRole('heading', { name: 'Mona', level: 2 }).waitFor();

    await keyboard.press('/');
    await keyboard.press('Escape');
    await expectFocus(list);
    await keyboard.press('Escape');
    await page.getByText('Choose a conversation').waitFor();
    await expectFocus(list);
    expect(olga.problems).toEqual([]);
    await page.context().close();
  });

  it('on a phone: the customer’s panel takes it, and Escape closes the panel alone; long names are shown whole', async () => {
    await waiting(longName.toLowerCase());
    const paul = await ConsoleTab.open(await stage.browser.newContext(phone), stage.platform, 'paul');
    const { page } = paul;
    const { keyboard } = page;
    const name = paul.row(longName).locator('.thread-row-name bdi');
    await until('the name is whole', () => isWhole(name));
    // The heights of rows are measured once they are drawn.
    await until('no row covers the next one', () =>
      page.getByRole('option').evaluateAll((rows) => {
        const boxes = rows.map((row) => row.getBoundingClientRect());
        return boxes.slice(1).every(({ top }, index) => (boxes[index]?.bottom ?? 0) <= top + 0.5);
      }),
    );
    await paul.row(longName).click();
    const heading = page.getByRole('heading', { name: longName, level: 2 });
    await until('the heading is whole', () => isWhole(heading));

    await press(page.getByRole('button', { name: 'Show the customer' }));
    const panel = page.getByRole('complementary', { name: 'Customer' });
    await expectFocus(panel.getByRole('button', { name: 'Close' }));
    await keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    await expectFocus(paul.log);
    await keyboard.press('Escape');
    await expectFocus(page.getByRole('listbox'));
    await page.context().close();
  });
});

describe('the focus of a developer without a mouse', () => {
  const open = async (path: string): Promise<Page> => {
    const page = await (await stage.browser.newContext(desktop)).newPage();
    await page.goto(`${stage.platform.addresses.web}${path}`);
    return page;
  };

  it('Telegram: goes to the field with the person, and stays when a button goes away', async () => {
    const page = await open('/telegram/');
    await page.getByLabel('Id of a person').fill('12');
    await page.keyboard.press('Enter');
    const field = page.getByLabel('Message', { exact: true });
    await expectFocus(field);
    await page.keyboard.type('hello');
    await page.keyboard.press('Enter');
    await press(page.getByRole('button', { name: 'Tell me a joke' }));
    await page.locator('[data-from=bot]').nth(1).waitFor();
    await expectFocus(field);
    await page.context().close();
  });

  it('the mailbox: the arrow keys move between its tabs', async () => {
    const page = await open('/mailbox/');
    await page.getByRole('tab').first().waitFor();
    await page.keyboard.press('Tab');
    await expectFocus(page.getByRole('tab', { name: /^Received/ }));
    await page.keyboard.press('ArrowRight');
    const sent = page.getByRole('tab', { name: /^Sent/, selected: true });
    await expectFocus(sent);
    await page.getByText('No mail has been sent').waitFor();
    await page.context().close();
  });

  it('the studio: each button says what it acts on, and keeps the focus while it acts', async () => {
    const page = await open('/studio/#/schedules');
    const run = page.getByRole('button', { name: 'Run now' }).first();
    const describedBy = await run.getAttribute('aria-describedby');
    expect(await page.locator(`[id="${describedBy}"]`).textContent()).toMatch(/every/);
    await press(run);
    await page
      .getByText(/^Last run at/)
      .first()
      .waitFor();
    await expectFocus(run);
    await page.context().close();
  });
});
