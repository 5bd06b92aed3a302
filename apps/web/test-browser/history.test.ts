import { ChatClient } from '@switchboard/chat-client';
import { ChatTab } from './chat-tab.ts';
import { holdFrames } from './hold-frames.ts';
import { type Stage, setStage } from './stage.ts';
import { until } from './until.ts';

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
  try {
    client.open();
    for (let number = 1; number <= messages; number += 1)
      client.send(`Hello, this is message ${number}. ${'words '.repeat(number % 20)}`);
    await new Promise<void>((resolve, reject) => {
      client.subscribe(() => {
        const { outgoing } = client.getSnapshot();
        const refused = outgoing.find(({ status }) => status === 'failed');
        if (refused) reject(new Error(`Message ${JSON.stringify(refused)} was refused.`));
        if (outgoing.length === 0) resolve();
      });
    });
  } finally {
    // It would connect again and again, and keep the process alive.
    client.close();
  }
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
    // Older messages come when the test lets them.
    let parts = 0;
    const held = await holdFrames(context, ({ event, direction }) => {
      if (event === 'history' && direction === 'backward') parts += 1;
      return parts > 1;
    });
    const { page, log, bubbles, problems } = await openTab(context);
    const distanceFromEnd = () =>
      log.evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight);
    const untilAtEnd = () => until('the end is shown', distanceFromEnd, (distance) => distance < 2);
    await untilAtEnd();

    // The reader stops just below the top, and older messages come in above.
    await log.evaluate((element) => {
      element.scrollTop = 300;
    });
    const before = await firstVisible();
    held.release();
    // What is far away is an empty place of its height, so that the whole grows for good.
    await page.waitForFunction((height) => {
      const element = document.querySelector('[role="log"]');
      return element !== null && element.scrollHeight > height + 300;
    }, before.height);
    const after = await until(
      'the reader sees the same message',
      firstVisible,
      ({ text }) => text === before.text,
    );
    expect(Math.abs(after.top - before.top)).toBeLessThan(2);

    const beginning = page.getByText('This is where your conversation begins');
    await until('the beginning is shown', async () => {
      await log.evaluate((element) => {
        element.scrollTop = 0;
      });
      return beginning.isVisible();
    });
    expect(await numbersFromTheTop()).toEqual(Array.from({ length: messages }, (_, index) => index + 1));

    await log.evaluate((element) => {
      element.scrollTop = 0;
    });
    await page.getByRole('button', { name: /latest messages|new message/i }).click();
    await untilAtEnd();
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

    /** The first bubble that lies within the log, and where, and how high everything is. */
    function firstVisible(): Promise<{ text: string; top: number; height: number }> {
      return log.evaluate((element) => {
        const edge = element.getBoundingClientRect().top;
        const first = [...element.querySelectorAll('.bubble')].find(
          (bubble) => bubble.getBoundingClientRect().top >= edge,
        );
        return {
          text: first?.textContent ?? '',
          top: first?.getBoundingClientRect().top ?? 0,
          height: element.scrollHeight,
        };
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
    await reader.bubbles().getByText('tell me a joke', { exact: true }).last().waitFor();
    await reader.page.getByRole('button', { name: /new message/ }).waitFor({ state: 'detached' });
    await context.close();
  });
});
