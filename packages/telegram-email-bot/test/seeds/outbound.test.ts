import { randomUUID } from 'node:crypto';
import { appendMessage, changeProfile, queryMessages, readThread } from '@switchboard/chat-core';
import { DynamoLock, UserConversations } from '@switchboard/data-core';
import { locksTable } from '@switchboard/data-core/tables';
import { userIdOf } from '../../src/chat/telegram-thread.ts';
import { createOutboundHandler } from '../../src/outbound/outbound-handler.ts';
import { BotApi } from '../../src/telegram/bot-api.ts';
import { plainText, rich } from '../../src/telegram/rich-text.ts';
import { splitText } from '../../src/telegram/split-text.ts';
import { createTelegramSender } from '../../src/telegram/telegram-sender.ts';
import { type BotWorld, createBotWorld } from '../bot-world.ts';
import { type ChatWorld, chatWorld, tableIn } from '../chat-world.ts';
import { unhurriedMs } from '../telegram-world.ts';
import { Cases } from './cases.ts';
import { type Chance, chanceFrom } from './chance.ts';
import { Mortal } from './mortal.ts';
import { seeds } from './seed-runs.ts';

const shown = (texts: readonly string[]): string => JSON.stringify(texts.map((text) => text.slice(0, 12)));

/** A reply of two or three pieces, all of them different. */
const longReply = (number: number): string =>
  Array.from({ length: 700 * (1 + (number % 2)) }, (_, word) => `${number}-${word}`)
    .join(' ')
    .padEnd(5_000, '.');

/** An operator's names: they may change at any time, also between the pieces of one message. */
const names = ['Olga', 'Olga from the morning shift', 'O.'] as const;

/** A deadline passes by the run's clock alone: a delivery that stalls ends with its function. */
const abortAfter = (milliseconds: number): AbortSignal =>
  milliseconds > 0 ? new AbortController().signal : AbortSignal.abort();

/** What Telegram shows, without the operator's name before it. */
const unnamed = (text: string): string => {
  const name = names.find((known) => text.startsWith(`${known}: `));
  return name === undefined ? text : text.slice(name.length + 2);
};

interface Run {
  readonly chance: Chance;
  readonly chatId: number;
  readonly threadId: string;
  /** Notices of the topic that are still to be delivered: SNS gives them again until they succeed. */
  notices: number;
  readonly delayed: { readonly threadId: string; readonly at: number; readonly slotAt?: number }[];
  /** Deliveries that take long, and when their function's time ends. */
  readonly sleepers: { readonly mortal: Mortal; readonly until: number }[];
  nowMs: number;
  lost: number;
  isCalm: boolean;
}

describe('I17: a message for Telegram comes in order and at least once, whatever dies', () => {
  let world: BotWorld;
  let chats: ChatWorld;
  let locks: string;
  let messages = 0;
  let repeated = 0;
  let lost = 0;
  let swept = 0;
  const cases = new Cases(
    'takeovers while the bot replied',
    'takeovers with a delivery under way',
    'replies of the bot that came too late',
    'deliveries that outlived others',
    'deliveries whose lease ran out',
  );
  /** What was seen, now and then in a long run. */
  const report = (done: number): void => {
    if (done === seeds.length || done % 100 === 0)
      process.stdout.write(
        `I17: ${done} seeds, ${messages} messages, ${repeated} came twice, where ${lost} answers or processes were lost after Telegram had taken a message; ${swept} times the sweeper had to look; ${cases}.\n`,
      );
  };
  beforeAll(async () => {
    const made = chatWorld();
    world = await createBotWorld({}, made.factory);
    chats = await made.world;
    locks = await tableIn(world, locksTable);
    await fetch(`${world.simulator.root}/bot${await world.token.get()}/deleteWebhook`);
  });
  afterAll(async () => {
    await world.stop();
    chats.close();
  });

  async function push(run: Run, event: unknown): Promise<boolean> {
    const stalls = !run.isCalm && run.chance.happens(0.3);
    const mortality = run.isCalm || stalls ? { dies: 0, stalls } : { dies: 0.5, fails: 0.02 };
    const mortal = new Mortal(run.chance, mortality);
    const client = mortal.client(world.client);
    const now = () => run.nowMs;
    const handler = createOutboundHandler({
      chat: { ...chats.chat, client, now, abortAfter },
      context: { ...world.context, client, now },
      locks: new DynamoLock({ tableName: locks, client, now }),
      attachments: chats.attachments,
      conversations: new UserConversations({
        tableName: world.tables.userConversations,
        client,
        now,
      }),
      sender: mortal.sender(
        createTelegramSender(
          new BotApi({
            token: world.token,
            apiRoot: world.simulator.root,
            newId: randomUUID,
            timeoutMs: unhurriedMs,
          }),
        ),
      ),
      pushLater: (threadId, afterMs, slotAt) =>
        mortal.step('other', async () => {
          run.delayed.push({ threadId, at: run.nowMs + afterMs, ...(slotAt !== undefined && { slotAt }) });
        }),
      log: () => {},
    });
    let isDone = false;
    const working = handler(event, { getRemainingTimeInMillis: () => lifeMs }).then(
      (given) => {
        run.lost += mortal.lost;
        isDone = (given?.batchItemFailures.length ?? 0) === 0;
      },
      () => {
        run.lost += mortal.lost;
      },
    );
    if (stalls) run.sleepers.push({ mortal, until: run.nowMs + lifeMs });
    await mortal.begin(working);
    return isDone;
  }

  /** How long the function may take, milliseconds. The lease of a delivery is longer. */
  const lifeMs = 30_000;

  /** Lets time pass. Lambda ends a delivery that takes too long, and nobody gives its lease back. */
  async function pass(run: Run, milliseconds: number): Promise<void> {
    run.nowMs += milliseconds;
    for (const { mortal, until } of run.sleepers) {
      if (!mortal.isStalled || until > run.nowMs) continue;
      await mortal.kill();
      cases.count('deliveries whose lease ran out');
    }
  }

  async function wake(run: Run): Promise<void> {
    const { mortal } = run.sleepers.shift() ?? {};
    if (mortal?.isStalled) cases.count('deliveries that outlived others');
    await mortal?.wake();
  }

  async function notice(run: Run): Promise<void> {
    const message = JSON.stringify({ threadId: run.threadId, channel: 'telegram', type: 'message' });
    // One that comes twice is still one.
    if (run.notices > 0 && (await push(run, { Records: [{ Sns: { Message: message } }] })))
      run.notices = Math.max(run.notices - 1, 0);
  }

  async function delivery(run: Run): Promise<void> {
    const index = run.delayed.findIndex(({ at }) => at <= run.nowMs);
    const [entry] = index < 0 ? [] : run.delayed.splice(index, 1);
    if (!entry) return;
    const record = { eventSource: 'aws:sqs', messageId: '1', body: JSON.stringify(entry) };
    if (!(await push(run, { Records: [record] })) || (!run.isCalm && run.chance.happens(0.2)))
      run.delayed.push({ ...entry, at: run.nowMs + 30_000 });
  }

  async function act(run: Run): Promise<void> {
    const { chance, chatId } = run;
    const kind = chance.oneOf('notice', 'notice', 'delivery', 'delivery', 'time', 'fault', 'name', 'wake');
    const twice = chance.happens(0.25);
    if (kind === 'notice') await Promise.all(twice ? [notice(run), notice(run)] : [notice(run)]);
    else if (kind === 'delivery') await Promise.all(twice ? [delivery(run), delivery(run)] : [delivery(run)]);
    else if (kind === 'name')
      await changeProfile(chats.chat, 'olga', { name: chance.oneOf(...names) }, 'user');
    else if (kind === 'wake') await wake(run);
    else if (kind === 'time') await pass(run, chance.oneOf(300, 1_000, 5_000, 70_000));
    else {
      const fault = chance.oneOf(
        { status: 429, retryAfter: 1 + chance.below(30) },
        { status: 502 },
        { loseAnswer: true },
      );
      if ('loseAnswer' in fault) run.lost += 1;
      await world.people.post('/faults', { method: 'sendMessage', chatId, ...fault });
    }
  }

  it(`holds for ${seeds.length} seeds`, async () => {
    for (const [index, seed] of seeds.entries()) {
      const chance = chanceFrom(seed);
      const chatId = 2_000_000 + seed;
      const threadId = `${userIdOf(chatId)}.1`;
      const run: Run = {
        chance,
        chatId,
        threadId,
        notices: 0,
        delayed: [],
        sleepers: [],
        nowMs: world.context.now(),
        lost: 0,
        isCalm: false,
      };
      await world.people.say(chatId, '/start');
      const context = { ...chats.chat, now: () => run.nowMs, limits: {} };
      const author = { type: 'user', userId: userIdOf(chatId) } as const;
      await appendMessage(context, {
        threadId,
        author,
        text: 'Hello',
        channel: 'telegram',
        clientMessageId: '1',
      });
      const operator = { type: 'operator', userId: 'olga' } as const;
      const bot = { type: 'bot', name: 'rules' } as const;
      let isOperator = chance.happens(0.3);
      for (let number = 1; number <= 2 + chance.below(4); number += 1) {
        // One in four is sent in several pieces, each of which has to come.
        const text = chance.happens(0.25) ? longReply(number) : `reply ${number}`;
        const speak = (author: typeof operator | typeof bot, said: string) =>
          appendMessage(context, { threadId, author, text: said });
        if (!isOperator && chance.happens(0.3)) {
          // An operator's message takes the thread over, at the moment in which the bot replies.
          isOperator = true;
          cases.count('takeovers while the bot replied');
          if (run.sleepers.some(({ mortal }) => mortal.isStalled))
            cases.count('takeovers with a delivery under way');
          const [, late] = await Promise.all([speak(operator, `takeover ${number}`), speak(bot, text)]);
          if (late.outcome !== 'stored') cases.count('replies of the bot that came too late');
          run.notices += 1;
        } else await speak(isOperator ? operator : bot, text);
        run.notices += 1;
        for (let count = chance.below(6); count > 0; count -= 1) await act(run);
      }
      for (const { mortal } of run.sleepers) await (chance.happens(0.5) ? mortal.wake() : mortal.kill());
      run.isCalm = true;
      await fetch(`${world.simulator.root}/faults`, { method: 'DELETE' });
      for (let round = 0; round < 60; round += 1) {
        run.nowMs += 70_000;
        if (run.notices === 0 && run.delayed.length === 0) {
          // The sweeper finds a thread whose delivery died when nobody else was to come.
          if ((await readThread(context, threadId))?.undeliveredSince === undefined) break;
          swept += 1;
          run.notices += 1;
        }
        for (let count = run.notices; count > 0; count -= 1) await notice(run);
        for (let count = run.delayed.length; count > 0; count -= 1) await delivery(run);
      }
      world.advance(run.nowMs - world.context.now());
      const seen = (await world.people.messages(chatId))
        .filter(({ from }) => from === 'bot')
        .map(({ text }) => unnamed(text));
      // What was stored, in the order of `seq`. An operator's name has a place of its own in every piece.
      const page = await queryMessages(context, { threadId, direction: 'forward', limit: 100 });
      const stored = page.outcome === 'page' ? page.messages : [];
      const expected = stored
        .filter(({ messageType, text }) => messageType !== 'user' && text !== '')
        .toSorted((left, right) => left.seq - right.seq)
        .flatMap(({ messageType, text }) =>
          splitText(rich(text), messageType === 'operator' ? 4_096 - 130 : 4_096).map(plainText),
        );
      const order = seen.map((text) => expected.indexOf(text));
      const isInOrder = order.every((place, index) => index === 0 || place >= (order[index - 1] ?? 0));
      if (!isInOrder || expected.some((text) => !seen.includes(text)))
        throw new Error(`Seed ${seed}: ${shown(seen)} in place of ${shown(expected)}.`);
      if (seen.length - expected.length > run.lost)
        throw new Error(`Seed ${seed}: ${shown(seen)}, with ${run.lost} answers lost.`);
      const head = await readThread(context, threadId);
      if (head?.undeliveredSince !== undefined) throw new Error(`Seed ${seed}: the thread still waits.`);
      messages += expected.length;
      repeated += seen.length - expected.length;
      lost += run.lost;
      report(index + 1);
    }
    cases.expectAll();
  }, 7_200_000);
});
