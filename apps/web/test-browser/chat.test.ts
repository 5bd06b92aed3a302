import type { BrowserContext } from 'playwright-core';
import { ChatTab } from './chat-tab.ts';
import { holdFrames } from './hold-frames.ts';
import { type Stage, setStage } from './stage.ts';
import { until } from './until.ts';

let stage: Stage;
let context: BrowserContext;
const tabs: ChatTab[] = [];

/** Each test has a user and a thread of its own. */
let thread = 0;
const somebody = () => ({ user: `user-${thread}`, thread: `thread-${thread}` });

async function open(who = somebody(), inContext = context): Promise<ChatTab> {
  const tab = await ChatTab.open(inContext, stage.platform, who);
  tabs.push(tab);
  return tab;
}

/** Waits until a tab shows these bubbles and no others. */
const untilTexts = (tab: ChatTab, texts: readonly string[]): Promise<string[]> =>
  until(
    `the bubbles are ${JSON.stringify(texts)}`,
    () => tab.texts(),
    (shown) => JSON.stringify(shown) === JSON.stringify(texts),
  );

beforeAll(async () => {
  stage = await setStage();
});

afterAll(async () => {
  await stage?.clear();
});

beforeEach(async () => {
  thread += 1;
  context = await stage.browser.newContext({ viewport: { width: 900, height: 700 } });
});

afterEach(async () => {
  const problems = tabs.splice(0).flatMap((tab) => tab.problems);
  await context.close();
  expect(problems).toEqual([]);
});

describe('a conversation', () => {
  it('begins with suggestions, one of which is sent by a click', async () => {
    const tab = await open();
    await tab.page.getByRole('heading', { name: 'How can we help?' }).waitFor();
    await tab.page.getByRole('button', { name: 'What can you do?' }).click();
    await tab.answers.first().waitFor();
    expect((await tab.texts())[0]).toBe('What can you do?');
  });

  it('asks for the list of conversations once when it begins', async () => {
    const asked: string[] = [];
    const listed: string[] = [];
    context.on('page', (page) =>
      page.on('websocket', (socket) => {
        socket.on('framesent', ({ payload }) =>
          asked.push(...(String(payload).match(/threads\.list/g) ?? [])),
        );
        socket.on('framereceived', ({ payload }) =>
          listed.push(...(String(payload).match(/"event":"threads"/g) ?? [])),
        );
      }),
    );
    const tab = await open();
    await until('the list has come', () => listed.length > 0);
    const before = asked.length;
    await tab.ask('help');
    await tab.page.getByRole('button', { name: 'All conversations' }).click();
    await tab.page.getByRole('button', { name: 'New conversation' }).waitFor();
    expect(asked.length - before).toBe(1);
  });

  it('cannot be opened in a name that nobody can have, and says so at once', async () => {
    const page = await context.newPage();
    let tries = 0;
    page.on('request', (request) => {
      if (request.url().endsWith('/sessions')) tries += 1;
    });
    await page.goto(`${stage.platform.addresses.web}/?user=Ada Lovelace`);
    await page.getByRole('heading', { name: 'The chat cannot be opened' }).waitFor();
    await page.getByText('Names have no spaces.').waitFor();
    expect(tries).toBe(1);
  });

  it('goes from sending to sent, and the answer grows while it is written', async () => {
    // The answer comes when the page's clock stands still: on a slow machine it would be whole after one frame.
    const held = await holdFrames(context, ({ event }) => event === 'message');
    await context.clock.install();
    const tab = await open();
    await tab.send('help');
    await tab.bubbles().first().waitFor();
    await context.clock.pauseAt((await tab.page.evaluate(() => Date.now())) + 1_000);
    held.release();

    const streaming = tab.bubbles('streaming').first();
    await streaming.waitFor({ state: 'attached' });
    let early = '';
    for (let frames = 0; early === '' && frames < 20; frames += 1) {
      await context.clock.runFor(50);
      early = ((await streaming.textContent()) ?? '').trim();
    }
    expect(early).not.toBe('');
    await context.clock.resume();
    await tab.answers.first().waitFor();
    const [, answer = ''] = await until(
      'the answer is whole',
      () => tab.texts(),
      (texts) => texts.length === 2,
    );
    expect(early.length).toBeLessThan(answer.length);
    expect(answer.startsWith(early)).toBe(true);
    await tab.page.getByText('Sent', { exact: true }).waitFor();
  });

  it('offers quick replies, which are gone once one was chosen', async () => {
    const tab = await open();
    await tab.ask('help');
    await tab.quickReplies.filter({ hasText: 'Tell me a joke' }).click();
    await tab.bubbles().getByText('Tell me a joke', { exact: true }).waitFor();
    await tab.answers.nth(1).waitFor();
    expect((await tab.texts()).filter((text) => text === 'Tell me a joke')).toHaveLength(1);
    await tab.quickReplies.getByText('Another one').waitFor();
    expect(await tab.quickReplies.allInnerTexts()).toEqual(['Another one', 'What can you do?']);
  });

  it('is the same in a second tab of the same user, live', async () => {
    const [first, second] = [await open(), await open()];
    await first.ask('my name is Ada');
    await untilTexts(second, await first.texts());
    await second.ask('what is my name');
    await untilTexts(first, await second.texts());
    expect(await first.texts()).toHaveLength(4);
  });

  it('is there again after a reload', async () => {
    const tab = await open();
    await tab.ask('hello');
    const before = await tab.texts();
    await tab.page.reload();
    await untilTexts(tab, before);
  });

  it("of a guest is there again after a reload, and is nobody else's", async () => {
    const guest = await ChatTab.open(context, stage.platform);
    tabs.push(guest);
    await guest.ask('hello');
    const before = await guest.texts();
    await guest.page.reload();
    await untilTexts(guest, before);

    const elsewhere = await stage.browser.newContext();
    const other = await ChatTab.open(elsewhere, stage.platform);
    await other.page.getByRole('heading', { name: 'How can we help?' }).waitFor();
    await elsewhere.close();
  });

  it('belongs to its user: another one is told so, and sees nothing', async () => {
    const owner = somebody();
    const tab = await open(owner);
    await tab.ask('my secret');
    const other = await context.newPage();
    await other.goto(`${stage.platform.addresses.web}/?user=eve&thread=${owner.thread}`);
    await other.getByText(/cannot be opened|not connected/).waitFor();
    expect(await other.getByText('my secret').count()).toBe(0);
  });
});

describe('a connection', () => {
  it('that is lost with the platform comes back with it: nothing is lost', async () => {
    const tab = await open();
    await tab.ask('hello');
    const before = await tab.texts();

    await stage.platform.kill();
    await tab.page.getByText('Reconnecting').first().waitFor();
    await tab.send('written while you were away');
    await tab.page.getByText('Sending…').waitFor();
    await stage.platform.start();
    await tab.waitUntilOnline();
    await tab.answers.nth(1).waitFor();
    const after = await tab.texts();
    expect(after.slice(0, 3)).toEqual([...before, 'written while you were away']);

    const later = await open();
    await untilTexts(later, after);
  });

  it('keeps what was written offline, also over a reload, and sends it once', async () => {
    const tab = await open();
    await tab.ask('hello');
    await context.setOffline(true);
    await tab.page.getByText('Reconnecting').first().waitFor();
    await tab.send('written offline');
    await tab.page.getByText('Sending…').waitFor();
    await context.setOffline(false);
    await tab.page.reload();
    await tab.answers.nth(1).waitFor();
    expect((await tab.texts()).filter((text) => text === 'written offline')).toHaveLength(1);
  });
});

describe('a text', () => {
  const hostile = '<img src=x onerror="document.title=\'hacked\'"><script>document.title="hacked"</script>';

  it('is shown as text, whatever it contains', async () => {
    const tab = await open();
    await tab.ask(hostile);
    expect((await tab.texts())[0]).toBe(hostile);
    expect(await tab.page.title()).toBe('Switchboard');
    expect(await tab.log.locator('img, script').count()).toBe(0);
  });

  it('has links only to web addresses, and they open apart and give nothing away', async () => {
    const tab = await open();
    await tab.send('https://example.com/x. javascript:alert(1)');
    const links = tab.bubbles().first().getByRole('link');
    await links.first().waitFor();
    expect(await links.allInnerTexts()).toEqual(['https://example.com/x']);
    expect(await links.first().getAttribute('target')).toBe('_blank');
    expect(await links.first().getAttribute('rel')).toContain('noopener noreferrer');
  });

  it('that is too long cannot be sent, and says by how much', async () => {
    const tab = await open();
    await tab.field.fill('x'.repeat(10_003));
    await tab.page.getByText('3 characters too long').waitFor();
    await tab.field.press('Enter');
    expect(await tab.texts()).toEqual([]);
  });
});

describe('the keyboard', () => {
  it('sends with Enter, begins a line with Shift and Enter, and never sends nothing', async () => {
    const tab = await open();
    await tab.field.focus();
    await tab.page.keyboard.press('Enter');
    await tab.page.keyboard.type('two');
    await tab.page.keyboard.press('Shift+Enter');
    await tab.page.keyboard.type('lines');
    await tab.page.keyboard.press('Enter');
    await tab.bubbles().first().waitFor();
    expect((await tab.texts())[0]).toBe('two\nlines');
    await until(
      'the field is empty',
      () => tab.field.inputValue(),
      (value) => value === '',
    );
  });

  it('reaches everything, and what it has reached can be seen', async () => {
    const tab = await open();
    await tab.ask('help');
    await tab.quickReplies.first().waitFor();
    const reached: string[] = [];
    for (let presses = 0; presses < 10; presses += 1) {
      await tab.page.keyboard.press('Tab');
      const focused = tab.page.locator(':focus');
      if ((await focused.count()) === 0) continue;
      reached.push((await focused.getAttribute('aria-label')) ?? (await focused.textContent()) ?? '');
      const outline = await focused.evaluate((element) => {
        const { outlineStyle } = getComputedStyle(element);
        const { outlineStyle: around } = getComputedStyle(element.closest('form') ?? element);
        return [outlineStyle, around];
      });
      expect(outline.some((style) => style !== 'none')).toBe(true);
    }
    expect(reached).toEqual(
      expect.arrayContaining(['Use dark colours', 'Conversation', 'Tell me a joke', 'Message']),
    );
  });

  it('is enough for everything that a customer does', async () => {
    const tab = await open();
    const { page, field } = tab;
    const press = (key: string) => page.keyboard.press(key);
    const tabTo = async (name: string) => {
      for (let presses = 0; presses < 12; presses += 1) {
        const focused = page.locator(':focus');
        if ((await focused.count()) > 0) {
          const label = (await focused.getAttribute('aria-label')) ?? (await focused.textContent());
          if (label === name) return;
        }
        await press('Tab');
      }
      throw new Error(`${name} is not reached by the tabulator.`);
    };
    await tab.waitUntilOneCanType();
    await page.keyboard.type('help');
    await press('Enter');
    await tab.quickReplies.first().waitFor();
    await tabTo('Tell me a joke');
    await press('Enter');
    await tab.answers.nth(1).waitFor();

    // The arrow upwards changes what was written last.
    await field.focus();
    await page.keyboard.type('Thnaks');
    await press('Enter');
    await tab.bubbles('sent').filter({ hasText: 'Thnaks' }).waitFor();
    await press('ArrowUp');
    await page.getByText('Editing your message').waitFor();
    await until(
      'the text can be changed',
      () => field.inputValue(),
      (value) => value === 'Thnaks',
    );
    await press('Control+A');
    await page.keyboard.type('Thanks');
    await press('Enter');
    await tab.bubbles('sent').filter({ hasText: 'Thanks' }).waitFor();
    await press('ArrowUp');
    await page.getByText('Editing your message').waitFor();
    await press('Escape');
    await page.getByText('Editing your message').waitFor({ state: 'detached' });
    await until(
      'the field is empty',
      () => field.inputValue(),
      (value) => value === '',
    );

    await tabTo('All conversations');
    await press('Enter');
    await tabTo('New conversation');
    await press('Enter');
    await page.getByRole('heading', { name: 'How can we help?' }).waitFor();
  });
});
