import { ChatClient } from '@switchboard/chat-client';
import { ChatTab } from './chat-tab.ts';
import { type Stage, setStage } from './stage.ts';

const user = 'writer';
const thread = 'long';
const messages = 60;

let stage: Stage;

/** Writes a long conversation as a client without a page; the bot may be answering still. */
async function write(): Promise<void> {
  const { http, ws } = stage.platform.addresses;
  const response = await fetch(`${http}/sessions`, {
    method: 'POST',
    body: JSON.stringify({ userId: user, role: 'customer' }),
  });
  const client = new ChatClient({ url: ws, threadId: thread, credential: await response.json() });
  client.open();
  for (let number = 1; number <= messages; number += 1)
    client.send(`Hello, this is message ${number}. ${'words '.repeat(number % 20)}`);
  await new Promise<void>((resolve) => {
    client.subscribe(() => {
      if (client.getSnapshot().outgoing.length === 0) resolve();
    });
  });
  client.close();
}

beforeAll(async () => {
  stage = await setStage();
  await write();
});

afterAll(async () => {
  await stage?.clear();
});

describe('a long conversation', () => {
  it('is shown from its end, and read back to its beginning without a jump', async () => {
    const context = await stage.browser.newContext({ viewport: { width: 900, height: 700 } });
    const { page, log, bubbles, problems } = await openTab(context);
    const distanceFromEnd = () =>
      log.evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight);
    await page.waitForTimeout(300);
    expect(await distanceFromEnd()).toBeLessThan(2);

    // The reader stops just below the top, and older messages come in above.
    const shown = await bubbles().count();
    await log.evaluate((element) => {
      element.scrollTop = 300;
    });
    const before = await firstVisible();
    await page.waitForFunction((count) => document.querySelectorAll('.bubble').length > count, shown);
    const after = await firstVisible();
    expect(after.text).toBe(before.text);
    expect(Math.abs(after.top - before.top)).toBeLessThan(2);

    const beginning = page.getByText('This is where your conversation begins');
    while (!(await beginning.isVisible())) {
      await log.evaluate((element) => {
        element.scrollTop = 0;
      });
      await page.waitForTimeout(100);
    }
    expect(await numbersFromTheTop()).toEqual(Array.from({ length: messages }, (_, index) => index + 1));

    await log.evaluate((element) => {
      element.scrollTop = 0;
    });
    await page.getByRole('button', { name: /latest messages|new message/i }).click();
    expect(await distanceFromEnd()).toBeLessThan(2);
    expect(problems).toEqual([]);
    await context.close();

    async function openTab(inContext: typeof context) {
      const tab = await ChatTab.open(inContext, stage.platform, { user, thread });
      await tab.bubbles().first().waitFor();
      return { page: tab.page, log: tab.log, bubbles: () => tab.bubbles(), problems: tab.problems };
    }

    /** The numbers of all messages in the order in which they are read: only those nearby are drawn at a time. */
    async function numbersFromTheTop(): Promise<number[]> {
      const numbers: number[] = [];
      for (let atEnd = false, wasAtEnd = false; !wasAtEnd; wasAtEnd = atEnd) {
        if (numbers.length > 0) atEnd = await scrollDown();
        for (const text of await bubbles().allInnerTexts()) {
          const number = Number(/^Hello, this is message (\d+)/.exec(text)?.[1]);
          if (number > (numbers.at(-1) ?? 0)) numbers.push(number);
        }
      }
      return numbers;
    }

    /** Scrolls on by what can be seen. @returns whether that is the end */
    function scrollDown(): Promise<boolean> {
      return log.evaluate(async (element) => {
        element.scrollTop += element.clientHeight;
        for (let frame = 0; frame < 5; frame += 1)
          await new Promise((resolve) => requestAnimationFrame(resolve));
        return element.scrollHeight - element.scrollTop - element.clientHeight < 2;
      });
    }

    /** The first bubble that lies within the log, and where. */
    function firstVisible(): Promise<{ text: string; top: number }> {
      return log.evaluate((element) => {
        const edge = element.getBoundingClientRect().top;
        const first = [...element.querySelectorAll('.bubble')].find(
          (bubble) => bubble.getBoundingClientRect().top >= edge,
        );
        return { text: first?.textContent ?? '', top: first?.getBoundingClientRect().top ?? 0 };
      });
    }
  });

  it('leaves a reader who has scrolled up where they are, and tells them of what is new', async () => {
    const context = await stage.browser.newContext({ viewport: { width: 900, height: 700 } });
    const reader = await ChatTab.open(context, stage.platform, { user, thread });
    await reader.bubbles().first().waitFor();
    await reader.log.evaluate((element) => {
      element.scrollTop = element.scrollHeight / 2;
    });
    await reader.page.getByRole('button', { name: /Latest messages/ }).waitFor();
    const writer = await ChatTab.open(context, stage.platform, { user, thread });
    await writer.ask('tell me a joke');
    await reader.page.getByRole('button', { name: /^\d+ new message/ }).click();
    expect(await reader.texts()).toEqual(expect.arrayContaining(['tell me a joke']));
    await reader.page.getByRole('button', { name: /new message/ }).waitFor({ state: 'detached' });
    await context.close();
  });
});
