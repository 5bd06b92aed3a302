import { appendMessage, changeOwner, changeProfile, queryMessages, readThread } from '@switchboard/chat-core';
import { UserConversations } from '@switchboard/data-core';
import type { Update } from 'grammy/types';
import type { AccountJob } from '../../src/account/account-job.ts';
import { userIdOf } from '../../src/chat/telegram-thread.ts';
import type { MailJob } from '../../src/jobs/mail-job.ts';
import { deliverJob } from '../../src/jobs/mail-job.ts';
import type { QueueAnswer } from '../../src/jobs/queue-event.ts';
import type { Claim } from '../../src/notices/mail-state-store.ts';
import { createOutboundHandler } from '../../src/outbound/outbound-handler.ts';
import { plainText, rich } from '../../src/telegram/rich-text.ts';
import { splitText } from '../../src/telegram/split-text.ts';
import { longestUpdateMs, updateSeconds } from '../../src/webhook/update-life.ts';
import type { BotWorld } from '../bot-world.ts';
import type { ChatWorld } from '../chat-world.ts';
import { createErasureWorldWithoutWebhook, type ErasureWorld, recordOf } from '../erasure-world.ts';
import { Cases } from './cases.ts';
import { type Chance, chanceFrom } from './chance.ts';
import { Mortal } from './mortal.ts';
import { mortalWebhook, posted } from './mortal-webhook.ts';
import { patientSender } from './patient-sender.ts';
import { seeds } from './seed-runs.ts';
import { writtenUpdate } from './written-update.ts';

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
  /** Notices of the topic that are still to be delivered, by how often that has failed. */
  readonly notices: number[];
  readonly delayed: Queued<{ readonly threadId: string; readonly slotAt?: number }>[];
  /** Of the erasure, and of its receipt. */
  readonly accountJobs: Queued<AccountJob>[];
  readonly mailJobs: Queued<MailJob>[];
  /** What the person has written. */
  readonly updates: Update[];
  /** What of it was set aside. */
  readonly aside: Queued<Update>[];
  /** What failed for good, and waits for an operator. */
  readonly dead: { notices: number; readonly delayed: Run['delayed'][number][] };
  /** Invocations that take long, and when their function's time ends. */
  readonly sleepers: { readonly mortal: Mortal; readonly until: number }[];
  nowMs: number;
  lost: number;
  /** Whether the next invocation takes long. */
  isSlow: boolean;
  isErased: boolean;
  isCalm: boolean;
}

/** A message of a queue. */
interface Queued<Job> {
  readonly job: Job;
  readonly at: number;
  /** How often it was received in vain. */
  readonly failures: number;
}

/** How often Lambda tries an event of the topic, and a queue gives a message, and how long it waits in between. */
const mostTries = 3;
const mostReceives = 5;
const visibilityMs = 180_000;
/** How many updates one seed has. */
const mostUpdates = 6;
/** Longer than everything that tries a message again by itself, but the sweeper. */
const outageMs = 30 * 3_600_000;
/** How long the functions live. The lease of a delivery is longer than that. */
const lifeMs = 30_000;
const accountLifeMs = 120_000;
const updateLifeMs = updateSeconds * 1_000;

describe('I17: a message for Telegram comes in order and at least once, whatever dies', () => {
  let world: BotWorld;
  let chats: ChatWorld;
  let erasures: ErasureWorld;
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
    'outages of more than a day',
    'messages in dead-letter queues',
    'erasures',
    'erasures with a delivery under way',
    'erasures that waited for it',
    'takeovers while everything is erased',
    'updates',
    'updates that ran when an erasure began',
    'updates that had to wait for a receipt',
    'updates that came again behind a receipt',
  );
  /** What was seen, now and then in a long run. */
  const report = (done: number): void => {
    if (done === seeds.length || done % 100 === 0)
      process.stdout.write(
        `I17: ${done} seeds, ${messages} messages, ${repeated} came twice, where ${lost} answers or processes were lost after Telegram had taken a message; ${swept} times the sweeper had to look; ${cases}.\n`,
      );
  };
  /** Every world has tables of its own: an erasure is looked for in all of their items. */
  async function open(): Promise<void> {
    erasures = await createErasureWorldWithoutWebhook();
    ({ world, chats } = erasures);
  }
  const close = (): Promise<void> => erasures.stop();
  const seedsOfWorld = 40;
  beforeAll(open);
  afterAll(close);

  /** What functions work with in an invocation that may die. */
  function dependenciesOf(run: Run, mortal: Mortal) {
    const client = mortal.client(world.client);
    const now = () => run.nowMs;
    const context = { ...world.context, client, now };
    const sendJob = (job: MailJob, afterMs: number) =>
      mortal.step('other', async () => queue(run.mailJobs, job, run.nowMs + afterMs));
    return {
      chat: { ...chats.chat, client, now, abortAfter },
      context,
      locks: erasures.locksOf(context),
      attachments: chats.attachments,
      sender: mortal.sender(patientSender(world)),
      sendJob,
      deliverLater: (claim: Claim, afterMs: number) => sendJob(deliverJob(claim), afterMs),
      log: (_: string, { outcome }: Readonly<Record<string, unknown>> = {}) => {
        if (outcome === 'busy') cases.count('erasures that waited for it');
      },
    };
  }

  function queue<Job>(jobs: Queued<Job>[], job: Job, at: number): void {
    jobs.push({ job, at, failures: 0 });
  }

  /** An invocation that may die, or take so long that others come while it runs. @returns whether it has done its work */
  async function invoke(
    run: Run,
    life: number,
    work: (
      dependencies: ReturnType<typeof dependenciesOf>,
      mortal: Mortal,
    ) => Promise<QueueAnswer | undefined>,
  ): Promise<boolean> {
    const stalls = !run.isCalm && (run.isSlow || run.chance.happens(0.3));
    const mortality = run.isCalm || stalls ? { dies: 0, stalls } : { dies: 0.5, fails: 0.02 };
    const mortal = new Mortal(run.chance, mortality);
    let isDone = false;
    const working = work(dependenciesOf(run, mortal), mortal)
      .then(
        (given) => {
          isDone = (given?.batchItemFailures.length ?? 0) === 0;
        },
        () => {},
      )
      .finally(() => {
        run.lost += mortal.lost;
      });
    if (stalls) run.sleepers.push({ mortal, until: run.nowMs + life });
    await mortal.begin(working);
    return isDone;
  }

  const push = (run: Run, event: unknown): Promise<boolean> =>
    invoke(run, lifeMs, (dependencies, mortal) => {
      const { client, now } = dependencies.context;
      const handler = createOutboundHandler({
        ...dependencies,
        conversations: new UserConversations({ tableName: world.tables.userConversations, client, now }),
        pushLater: (threadId, afterMs, slotAt) =>
          mortal.step('other', async () =>
            queue(run.delayed, { threadId, ...(slotAt !== undefined && { slotAt }) }, run.nowMs + afterMs),
          ),
      });
      return handler(event, { getRemainingTimeInMillis: () => lifeMs });
    });

  /** The function behind the webhook and the queue of updates that were set aside. */
  const takeUpdate = (run: Run, event: unknown): Promise<boolean> =>
    invoke(run, updateLifeMs, async (_, mortal) => {
      const now = () => run.nowMs;
      const handle = mortalWebhook(
        {
          world: { ...world, context: { ...world.context, now } },
          chats: { ...chats, chat: { ...chats.chat, now } },
        },
        mortal,
        {
          sender: patientSender(world),
          sendJob: async (job, afterMs = 0) => queue(run.mailJobs, job, run.nowMs + afterMs),
          sendReply: async () => {},
          sendAccountJob: async () => {},
          setAside: async (update, afterMs) => {
            cases.count('updates that had to wait for a receipt');
            queue(run.aside, update, run.nowMs + afterMs);
          },
        },
      );
      const answer = await handle(event, { getRemainingTimeInMillis: () => updateLifeMs });
      return 'batchItemFailures' in answer ? answer : undefined;
    });

  /** The person writes, also while everything of theirs is erased. */
  async function write(run: Run): Promise<void> {
    const { chatId, updates } = run;
    if (updates.length > mostUpdates || (await heard(chatId)).some(isReceipt)) return;
    cases.count('updates');
    const text = run.chance.oneOf('And then?', '/register', '/newchat', '/status');
    const { messageId } = await world.people.say(chatId, text);
    const updateId = 10 * (chatId % 1_000_000) + updates.length;
    const update = writtenUpdate({ updateId, chatId, messageId }, text);
    updates.push(update);
    await takeUpdate(run, posted(update));
  }

  /** Telegram has missed the answer to an update. */
  async function repeat(run: Run): Promise<void> {
    const update = run.updates[run.chance.below(run.updates.length)];
    if (update === undefined || run.aside.length > mostUpdates) return;
    if ((await heard(run.chatId)).some(isReceipt)) cases.count('updates that came again behind a receipt');
    await takeUpdate(run, posted(update));
  }

  /** An operator claims the conversation, writes or gives it back, while it is erased or behind that. */
  async function takeOver({ chance, threadId, nowMs }: Run): Promise<void> {
    const context = { ...chats.chat, now: () => nowMs, limits: {} };
    const userId = 'olga';
    const text = 'Here I am';
    const { outcome } = chance.happens(0.4)
      ? await appendMessage(context, { threadId, author: { type: 'operator', userId }, text })
      : await changeOwner(context, {
          threadId,
          userId,
          change: { type: chance.oneOf('claim', 'release', 'requeue') },
        });
    if (outcome !== 'noThread') cases.count('takeovers while everything is erased');
  }

  const takeAgain = (run: Run): Promise<void> =>
    fromQueue(run, run.aside, { work: (update) => takeUpdate(run, recordOf(update)) });

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
    const failures = run.notices.shift();
    if (failures === undefined) return;
    const Message = JSON.stringify({ threadId: run.threadId, channel: 'telegram', type: 'message' });
    if (await push(run, { Records: [{ Sns: { Message } }] })) return;
    if (failures + 1 < mostTries) run.notices.push(failures + 1);
    else {
      run.dead.notices += 1;
      cases.count('messages in dead-letter queues');
    }
  }

  /** Takes a message that is due from its queue. It comes again until it succeeds, and now and then once more. */
  async function fromQueue<Job>(
    run: Run,
    jobs: Queued<Job>[],
    { work, dead }: { readonly work: (job: Job) => Promise<boolean>; readonly dead?: Queued<Job>[] },
  ): Promise<void> {
    const index = jobs.findIndex(({ at }) => at <= run.nowMs);
    const [entry] = index < 0 ? [] : jobs.splice(index, 1);
    if (!entry) return;
    const isDone = await work(entry.job);
    if (isDone && (run.isCalm || !run.chance.happens(0.2))) return;
    const failures = entry.failures + (isDone ? 0 : 1);
    if (dead === undefined || failures < mostReceives) {
      jobs.push({ ...entry, failures, at: run.nowMs + (run.isCalm ? 30_000 : visibilityMs) });
      return;
    }
    dead.push(entry);
    cases.count('messages in dead-letter queues');
  }

  const delivery = (run: Run): Promise<void> =>
    fromQueue(run, run.delayed, { work: (job) => push(run, recordOf(job)), dead: run.dead.delayed });

  const accountJob = (run: Run): Promise<void> =>
    fromQueue(run, run.accountJobs, {
      work: (job) =>
        invoke(run, accountLifeMs, (dependencies, mortal) => {
          const handler = erasures.accountHandler({
            ...dependencies,
            sendAgain: (again, afterMs) =>
              mortal.step('other', async () => queue(run.accountJobs, again, run.nowMs + afterMs)),
          });
          return handler(recordOf(job), { getRemainingTimeInMillis: () => accountLifeMs });
        }),
    });

  /** The mail function sends a receipt that Telegram did not take at once. */
  const mailJob = (run: Run): Promise<void> =>
    fromQueue(run, run.mailJobs, {
      work: (job) =>
        invoke(run, lifeMs, (dependencies) =>
          erasures.mailHandler(dependencies)(recordOf(job), { getRemainingTimeInMillis: () => lifeMs }),
        ),
    });

  /** The person has everything deleted, in most cases while a message is being sent. */
  async function erase(run: Run): Promise<void> {
    if (run.isErased) return;
    run.isErased = true;
    run.isSlow = run.chance.happens(0.7);
    if (run.isSlow) await notice(run);
    const deliveries = run.sleepers.length;
    if (run.isSlow && run.chance.happens(0.5)) await write(run);
    if (run.sleepers.slice(deliveries).some(({ mortal }) => mortal.isStalled))
      cases.count('updates that ran when an erasure began');
    run.isSlow = false;
    cases.count('erasures');
    if (isUnderWay(run)) cases.count('erasures with a delivery under way');
    const { chatId } = run;
    queue(
      run.accountJobs,
      { type: 'erase', updateId: 1_000 + (chatId % 1_000_000), messageId: 1, chatId, language: 'en' },
      run.nowMs,
    );
    // Half of them succeed at once, and what was under way goes on behind them.
    run.isCalm = run.chance.happens(0.5);
    await accountJob(run);
    if (run.chance.happens(0.5)) await write(run);
    if (run.chance.happens(0.5)) {
      // The updates have ended by then, but not every delivery.
      await pass(run, longestUpdateMs);
      await accountJob(run);
    }
    run.isCalm = false;
    while (run.sleepers.length > 0 && run.chance.happens(0.7)) await wake(run);
  }

  const isUnderWay = ({ sleepers }: Run): boolean => sleepers.some(({ mortal }) => mortal.isStalled);

  /** Telegram refuses everything for more than a day, while the topic and the queue retry, and the sweeper asks for what waits. */
  async function outage(run: Run): Promise<void> {
    cases.count('outages of more than a day');
    const status = run.chance.oneOf(500, 502, 503);
    await world.people.post('/faults', { chatId: run.chatId, status, times: 1_000_000 });
    for (const until = run.nowMs + outageMs; run.nowMs < until; await pass(run, 1_800_000))
      await workThrough(run);
    await fetch(`${world.simulator.root}/faults`, { method: 'DELETE' });
  }

  /** Everything that is due is done once. */
  async function workThrough(run: Run): Promise<void> {
    if (run.notices.length + run.delayed.length === 0) {
      const head = await readThread({ ...chats.chat, now: () => run.nowMs }, run.threadId);
      // The sweeper finds a thread whose delivery died when nobody else was to come.
      if (head?.undeliveredSince !== undefined) {
        swept += 1;
        run.notices.push(0);
      }
    }
    for (let count = run.notices.length; count > 0; count -= 1) await notice(run);
    for (let count = run.delayed.length; count > 0; count -= 1) await delivery(run);
    for (let count = run.accountJobs.length; count > 0; count -= 1) await accountJob(run);
    for (let count = run.mailJobs.length; count > 0; count -= 1) await mailJob(run);
    for (let count = run.aside.length; count > 0; count -= 1) await takeAgain(run);
  }

  /** An operator has everything tried again that failed for good. */
  function redrive({ dead, delayed, notices, nowMs }: Run): void {
    for (; dead.notices > 0; dead.notices -= 1) notices.push(0);
    for (const { job } of dead.delayed.splice(0)) queue(delayed, job, nowMs);
  }

  /** Everything that is still to be done, as AWS does it: again and again until it succeeds. */
  async function settle(run: Run): Promise<void> {
    for (const { mortal } of run.sleepers) await (run.chance.happens(0.5) ? mortal.wake() : mortal.kill());
    run.isCalm = true;
    await fetch(`${world.simulator.root}/faults`, { method: 'DELETE' });
    redrive(run);
    for (let round = 0; round < 60; round += 1) {
      run.nowMs += 70_000;
      await workThrough(run);
      const { notices, delayed, accountJobs, mailJobs, aside } = run;
      const head = await readThread({ ...chats.chat, now: () => run.nowMs }, run.threadId);
      const left = notices.length + delayed.length + accountJobs.length + mailJobs.length + aside.length;
      if (left === 0 && head?.undeliveredSince === undefined) break;
    }
  }

  const isReceipt = (text: string): boolean => text.startsWith('Deleted: ');

  const heard = async (chatId: number): Promise<readonly string[]> =>
    (await world.people.fromBot(chatId)).map(({ text }) => unnamed(text));

  /** What is wrong with an erasure; undefined where nothing is left of the person, and nothing came after the receipt. */
  async function erasureFault({ chatId }: Run): Promise<string | undefined> {
    const told = await heard(chatId);
    const receipt = told.findIndex(isReceipt);
    if (receipt < 0) return 'no receipt has come';
    const late = told.slice(receipt).find((text) => !isReceipt(text));
    if (late !== undefined) return `"${late.slice(0, 40)}" came after the receipt`;
    const [left] = await erasures.itemsNaming([String(chatId)]);
    return left && `${JSON.stringify(left)} is left`;
  }

  async function act(run: Run): Promise<void> {
    const { chance, chatId } = run;
    const kind = chance.oneOf(
      'notice',
      'notice',
      'notice',
      'notice',
      'delivery',
      'delivery',
      'delivery',
      'delivery',
      'time',
      'time',
      'fault',
      'fault',
      'name',
      'wake',
      'wake',
      'account',
      'update',
    );
    const twice = chance.happens(0.25);
    if (kind === 'notice') await Promise.all(twice ? [notice(run), notice(run)] : [notice(run)]);
    else if (kind === 'delivery') await Promise.all(twice ? [delivery(run), delivery(run)] : [delivery(run)]);
    else if (kind === 'name')
      await changeProfile(chats.chat, 'olga', { name: chance.oneOf(...names) }, 'user');
    else if (kind === 'wake') await wake(run);
    else if (kind === 'account') {
      if (chance.happens(0.3)) await erase(run);
      await accountJob(run);
      await mailJob(run);
    } else if (kind === 'update' && run.isErased) await chance.oneOf(write, repeat, takeAgain, takeOver)(run);
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
      if (index > 0 && index % seedsOfWorld === 0) {
        await close();
        await open();
      }
      const chance = chanceFrom(seed);
      const chatId = 7_000_000_000 + seed;
      const threadId = `${userIdOf(chatId)}.1`;
      const run: Run = {
        chance,
        chatId,
        threadId,
        notices: [],
        delayed: [],
        accountJobs: [],
        mailJobs: [],
        updates: [],
        aside: [],
        dead: { notices: 0, delayed: [] },
        sleepers: [],
        nowMs: world.context.now(),
        lost: 0,
        isSlow: false,
        isErased: false,
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
          if (isUnderWay(run)) cases.count('takeovers with a delivery under way');
          const [, late] = await Promise.all([speak(operator, `takeover ${number}`), speak(bot, text)]);
          if (late.outcome !== 'stored') cases.count('replies of the bot that came too late');
          run.notices.push(0);
        } else await speak(isOperator ? operator : bot, text);
        run.notices.push(0);
        if (chance.happens(0.008)) await outage(run);
        for (let count = chance.below(6); count > 0; count -= 1) await act(run);
      }
      await settle(run);
      // Time never goes back.
      world.advance(run.nowMs - world.context.now());
      if (run.isErased) {
        for (let again = run.updates.length; again > 0; again -= 1) await repeat(run);
        const wrong = await erasureFault(run);
        if (wrong !== undefined) throw new Error(`Seed ${seed}: ${wrong} of ${chatId}.`);
        report(index + 1);
        continue;
      }
      const seen = await heard(chatId);
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
