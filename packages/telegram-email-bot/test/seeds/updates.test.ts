import { randomUUID } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { queryMessages } from '@switchboard/chat-core';
import { transactWrite, UserConversations } from '@switchboard/data-core';
import { telegramRates } from '@switchboard/telegram-simulator';
import type { AccountJob } from '../../src/account/account-job.ts';
import { findAddress } from '../../src/addresses/address-store.ts';
import { TelegramConversations } from '../../src/chat/conversations.ts';
import { threadIdOf } from '../../src/chat/telegram-thread.ts';
import { readClaim } from '../../src/chat/update-claims.ts';
import type { MailJob } from '../../src/jobs/mail-job.ts';
import { deliverJob } from '../../src/jobs/mail-job.ts';
import type { QueueAnswer } from '../../src/jobs/queue-event.ts';
import { chatFacts } from '../../src/notices/mail-state.ts';
import { sentMessageWrite } from '../../src/notices/sent-messages.ts';
import { holdWrite } from '../../src/quarantine/quarantine-store.ts';
import { listSenders } from '../../src/senders/sender-store.ts';
import { BotApi } from '../../src/telegram/bot-api.ts';
import { plainText, rich } from '../../src/telegram/rich-text.ts';
import { createTelegramSender, type TelegramSender } from '../../src/telegram/telegram-sender.ts';
import { readUser } from '../../src/users/user-store.ts';
import type { HttpAnswer } from '../../src/webhook/handle-webhook.ts';
import type { WaitingUpdate } from '../../src/webhook/put-off.ts';
import { updateSeconds } from '../../src/webhook/update-life.ts';
import { endOfUpdate } from '../../src/webhook/update-time.ts';
import type { BotWorld } from '../bot-world.ts';
import type { ChatWorld } from '../chat-world.ts';
import { createErasureWorldWithoutWebhook, type ErasureWorld, recordOf } from '../erasure-world.ts';
import { unhurriedMs } from '../telegram-world.ts';
import { Cases } from './cases.ts';
import { type Chance, chanceFrom } from './chance.ts';
import { Mortal } from './mortal.ts';
import { mortalWebhook, posted } from './mortal-webhook.ts';
import { patientSender } from './patient-sender.ts';
import { seeds } from './seed-runs.ts';

/** How many updates one chat sends, beside those around an erasure. */
const updatesPerSeed = 6;

/** How long the functions live, milliseconds. */
const lifeMs = updateSeconds * 1_000;
const accountLifeMs = 120_000;
/** A chat opens no thread so soon after an erasure, whatever the clocks of two machines say, milliseconds. */
const clocksMs = 3_000;

/** What one chat has done, and what must come of it. */
interface Run {
  readonly chance: Chance;
  readonly seed: number;
  readonly chatId: number;
  /** Invocations that were given up, and may go on at any time, or still run, and end with their function's time. */
  readonly sleepers: Sleeper[];
  /** What the buttons asked the mail function for. */
  readonly asked: MailJob[];
  /** The messages in the queue of updates that were set aside. */
  readonly aside: { readonly update: Update; readonly content: WaitingUpdate }[];
  /** The updates that were set aside at some time, by their numbers. */
  readonly wereAside: Set<number>;
  readonly updates: Update[];
  /** Those from before an erasure: they come again, and are to have no effect. */
  readonly past: Update[];
  /** What the person has asked to be done with everything that is stored. */
  readonly accountJobs: { readonly job: AccountJob; readonly at: number }[];
  /** Jobs of the mail function: the answers that Telegram did not take at once. */
  readonly jobs: { readonly job: MailJob; readonly at: number }[];
  /** The texts that Telegram has taken as answers to each update, by its number. */
  readonly answers: Map<number, string[]>;
  /** The message of the bot whose buttons are tapped. */
  summaryId: number;
  /** How many messages the bot had sent before the first of the updates. */
  heardBefore: number;
  /** How often an answer may have come once more: Telegram's to a message was lost, or ours to Telegram or to a queue. */
  lost: number;
}

interface Sleeper {
  readonly mortal: Mortal;
  readonly update: Update;
  /** The end of its function's time, epoch milliseconds; undefined where the function has answered. */
  readonly until?: number;
  /** Whether no other try of the update has been answered. @default false */
  readonly isOnlyTry?: boolean;
}

const commandKinds = ['new', 'register', 'digest', 'say', 'newchat', 'switch'] as const;
/** Taps on the buttons under a summary, and under the list of what is held. */
const tapKinds = ['block', 'unblock', 'held:ref'] as const;
type CommandKind = (typeof commandKinds)[number];
type TapKind = (typeof tapKinds)[number];
type Kind = CommandKind | TapKind | typeof eraseAll;
const isTap = (kind: Kind): kind is TapKind => tapKinds.some((known) => known === kind);
/** The tap that has everything deleted. */
const eraseAll = 'erase:all';

interface Update {
  /** 1, 2, 3, ... in its chat. */
  readonly number: number;
  readonly kind: Kind;
  readonly text: string;
  readonly content: { readonly update_id: number };
}

/** Everything is answered but what is said: the bot of the conversation answers that. */
const isAnswered = ({ kind }: Update): boolean => kind !== 'say' && kind !== eraseAll && !isTap(kind);

const textOf = (chance: Chance, kind: CommandKind, number: number): string =>
  ({
    new: `/new label${number}`,
    register: '/register',
    digest: `/digest ${chance.oneOf('hourly', 'instant')}`,
    say: `text ${number}`,
    newchat: '/newchat',
    switch: `/switch ${1 + chance.below(2)}`,
  })[kind];

const contentOf = (updateId: number, chatId: number, text: string, messageId: number) => ({
  update_id: updateId,
  message: {
    message_id: messageId,
    date: 0,
    chat: { id: chatId, type: 'private', first_name: 'Ann' },
    from: { id: chatId, is_bot: false, first_name: 'Ann' },
    text,
    ...(text.startsWith('/') && {
      entities: [{ type: 'bot_command', offset: 0, length: text.split(' ')[0]?.length }],
    }),
  },
});

const sender = 'ann@example.com';

const tapOf = (updateId: number, chatId: number, data: TapKind | typeof eraseAll, messageId: number) => ({
  update_id: updateId,
  callback_query: {
    id: String(updateId),
    from: { id: chatId, is_bot: false, first_name: 'Ann' },
    chat_instance: '1',
    message: {
      message_id: messageId,
      date: 0,
      chat: { id: chatId, type: 'private', first_name: 'Ann' },
      reply_markup: { inline_keyboard: [[{ text: 'Button', callback_data: data }]] },
    },
    data,
  },
});

const sorted = (texts: readonly string[]): string => JSON.stringify(texts.toSorted());

describe('I10: an update takes effect once, whatever Telegram repeats', () => {
  let world: BotWorld;
  let chats: ChatWorld;
  let erasures: ErasureWorld;
  let sent = 0;
  let deaths = 0;
  let stalled = 0;
  let setAside = 0;
  let overtaken = 0;
  const allKinds: readonly Kind[] = [...commandKinds, ...tapKinds];
  const atOnce = new Cases(...allKinds.map((kind) => `of ${kind}` as const));
  const overlapping = new Cases(...allKinds.map((kind) => `of ${kind}` as const));
  const cases = new Cases(
    'erasures',
    'updates that ran when one began',
    'updates sent before a receipt',
    'updates that had to wait for it',
    'tries of erasures that failed',
    'updates from before a receipt that came again',
    'invocations given up before a receipt that went on behind it',
  );
  let answered = 0;
  let kept = 0;
  let twice = 0;
  let lost = 0;
  /** What was seen, now and then in a long run. */
  const report = (done: number): void => {
    if (done === seeds.length || done % 100 === 0)
      process.stdout.write(
        `I10: ${done} seeds, ${sent} updates, ${deaths} invocations died, ${stalled} were given up and went on later, ${setAside} updates were set aside, ${overtaken} of them were taken behind later ones. ${answered} were answered, ${kept} answers had to wait, ${twice} came once more, where ${lost} answers of Telegram, of a queue or of the function were lost; updates given twice at once: ${atOnce}; updates whose first try still ran when the retry was answered: ${overlapping}; ${cases}.\n`,
      );
  };
  /** Every world has tables of its own: an erasure is looked for in all of their items. */
  async function open(): Promise<void> {
    erasures = await createErasureWorldWithoutWebhook({ rates: telegramRates });
    ({ world, chats } = erasures);
  }
  const close = (): Promise<void> => erasures.stop();
  const seedsOfWorld = 40;
  beforeAll(open);
  afterAll(close);

  /** What an invocation has had under way: where it is not known how it ended, its messages may come again. */
  interface Trace {
    /** Messages that Telegram may have taken, and answers that a queue may have. */
    uncertain: number;
  }

  /** Remembers what Telegram takes as the answer to an update. */
  function remembering({ answers }: Run, { number }: Update, trace: Trace): TelegramSender {
    const api = new BotApi({
      token: world.token,
      apiRoot: world.simulator.root,
      newId: randomUUID,
      timeoutMs: unhurriedMs,
      ending: endOfUpdate,
    });
    const sender = createTelegramSender(api);
    return {
      ...sender,
      async sendText(message) {
        trace.uncertain += 1;
        const sent = await sender.sendText(message);
        if (sent.outcome === 'sent')
          answers.set(number, [...(answers.get(number) ?? []), plainText(message.text)]);
        else trace.uncertain -= 1;
        return sent;
      },
    };
  }

  /** The function in an invocation that may die. */
  const createFunction = (mortal: Mortal, run: Run, update: Update, trace: Trace) =>
    mortalWebhook({ world, chats }, mortal, {
      sender: remembering(run, update, trace),
      async sendJob(job, afterMs = 0) {
        if (job.type === 'show') return void run.asked.push(job);
        trace.uncertain += 1;
        kept += 1;
        run.jobs.push({ job, at: world.context.now() + afterMs });
      },
      sendReply: async () => {},
      sendAccountJob: async (job) => void run.accountJobs.push({ job, at: world.context.now() }),
      async setAside(content) {
        // Who dies behind this is tried again, and so is the message.
        trace.uncertain += 1;
        putAside(run, content);
      },
    });

  /** Where the queue's message comes once, though the function may send it twice. */
  function putAside(run: Run, content: WaitingUpdate): void {
    const { aside, wereAside } = run;
    const update = sentAs(run, content.update_id);
    aside.push({ update, content });
    wereAside.add(update.number);
    setAside += 1;
  }

  function sentAs({ updates, past }: Run, updateId: number): Update {
    const update = [...updates, ...past].find(({ content }) => content.update_id === updateId);
    if (update === undefined) throw new Error(`Nobody has sent update ${updateId}.`);
    return update;
  }

  async function invoke(
    mortal: Mortal,
    run: Run,
    update: Update,
    remainingMs = 30_000,
  ): Promise<HttpAnswer | undefined> {
    const trace = { uncertain: 0 };
    const webhook = createFunction(mortal, run, update, trace);
    const answer = await webhook(posted(update.content), {
      getRemainingTimeInMillis: () => remainingMs,
    }).catch(() => undefined);
    const given = answer as HttpAnswer | undefined;
    if (given?.statusCode !== 200) run.lost += trace.uncertain;
    return given;
  }

  /** Telegram refuses the next message, is silent, or takes it and its answer is lost. */
  async function fault(run: Run): Promise<void> {
    const { chance, chatId } = run;
    const kind = chance.oneOf(
      { status: 429, retryAfter: 1 + chance.below(5) },
      { status: 502 },
      { loseAnswer: true },
    );
    if ('loseAnswer' in kind) run.lost += 1;
    await world.people.post('/faults', { method: 'sendMessage', chatId, ...kind });
  }

  /** The mail function does the first job that is due. */
  async function runJob(run: Run, isCalm = false): Promise<void> {
    const { chance, jobs } = run;
    const index = jobs.findIndex(({ at }) => at <= world.context.now());
    const [entry] = index < 0 ? [] : jobs.splice(index, 1);
    if (entry === undefined) return;
    const { job } = entry;
    const mortal = new Mortal(chance, isCalm ? { dies: 0 } : { dies: 0.4, fails: 0.02 });
    const id = job.type === 'deliver' ? Number(job.stateId.replace(/^\w+\./, '')) : job.updateId;
    const update = sentAs(run, id);
    const sendJob = (next: MailJob, afterMs: number) =>
      mortal.step(
        'other',
        async () => void jobs.push({ job: next, at: world.context.now() + Math.max(afterMs, 0) }),
      );
    const handle = erasures.mailHandler({
      context: { ...world.context, client: mortal.client(world.client) },
      sender: mortal.sender(remembering(run, update, { uncertain: 0 })),
      sendJob,
    });
    const answer = await handle(recordOf(job), { getRemainingTimeInMillis: () => 30_000 }).catch(
      () => undefined,
    );
    run.lost += mortal.lost;
    const isDone = answer?.batchItemFailures.length === 0;
    if (!isDone || (!isCalm && chance.happens(0.2)))
      jobs.push({ ...entry, at: world.context.now() + 30_000 });
  }

  /** An invocation whose update has no more than some milliseconds: the function keeps four seconds for itself. */
  const hurriedMs = 4_040;

  /**
   * Telegram's part: an update comes until it is answered 2xx, and now and then once more. One in four meets so many faults that it may
   * be set aside.
   */
  async function give(run: Run, update: Update): Promise<void> {
    const { chance, sleepers, wereAside } = run;
    let isConfirmed = false;
    const [faulty, mortality] = chance.happens(0.25)
      ? [8, { dies: 0.1, fails: 0.3 }]
      : [3, { dies: 0.6, fails: 0.02 }];
    for (let tries = 0; ; tries += 1) {
      // The function's answer to Telegram was lost: Telegram repeats only then what it was answered 2xx.
      if (isConfirmed) run.lost += 1;
      if (chance.happens(0.2)) await fault(run);
      if (tries < faulty && chance.happens(0.12)) {
        // The first try takes longer than Telegram waits, and still runs when its repetition is answered.
        const mortal = new Mortal(chance, { dies: 0, stalls: true });
        await mortal.begin(invoke(mortal, run, update));
        run.lost += 1;
        if (mortal.isStalled) {
          sleepers.push({ mortal, update, until: world.context.now() + lifeMs });
          overlapping.count(`of ${update.kind}`);
        }
        continue;
      }
      if (chance.happens(0.12)) {
        const [, second] = await Promise.all(
          [1, 2].map(() => invoke(new Mortal(chance, { dies: 0 }), run, update)),
        );
        run.lost += 1;
        atOnce.count(`of ${update.kind}`);
        if (wereAside.has(update.number)) return;
        if (second?.statusCode === 200) break;
        continue;
      }
      if (tries < faulty && chance.happens(0.1)) {
        const sleeper = new Mortal(chance, { dies: 0, stalls: true });
        sleepers.push({ mortal: sleeper, update });
        stalled += 1;
        const answer = await invoke(sleeper, run, update, hurriedMs);
        isConfirmed ||= answer?.statusCode === 200;
        continue;
      }
      const mortal = new Mortal(chance, tries < faulty ? mortality : { dies: 0 });
      const answer = await invoke(mortal, run, update);
      if (answer?.statusCode !== 200) {
        deaths += 1;
        continue;
      }
      if (wereAside.has(update.number)) return;
      isConfirmed = true;
      if (!chance.happens(0.3)) break;
    }
    expect(new Set(run.answers.get(update.number)).size).toBeLessThanOrEqual(1);
  }

  /** An update that was set aside is tried again: by its queue, or because Telegram has missed the answer. */
  async function takeAgain(run: Run, isCalm = false): Promise<void> {
    const { chance, aside, updates } = run;
    const [waiting] = aside.splice(chance.below(aside.length), 1);
    if (waiting === undefined) return;
    const { update, content } = waiting;
    if (update.number < (updates.at(-1)?.number ?? 0)) overtaken += 1;
    const mortal = new Mortal(chance, isCalm ? { dies: 0 } : { dies: 0.6, fails: 0.02 });
    if (!isCalm && chance.happens(0.3)) {
      run.lost += 1;
      await invoke(mortal, run, update);
      aside.push(waiting);
      return;
    }
    const trace = { uncertain: 0 };
    const take = createFunction(mortal, run, update, trace);
    const record = { eventSource: 'aws:sqs', messageId: '1', body: JSON.stringify(content) };
    const answer = (await take({ Records: [record] }, { getRemainingTimeInMillis: () => 30_000 }).catch(
      () => undefined,
    )) as QueueAnswer | undefined;
    const isDone = answer?.batchItemFailures.length === 0;
    if (isDone && (isCalm || !chance.happens(0.2))) return;
    run.lost += isDone ? 1 : trace.uncertain;
    aside.push(waiting);
  }

  /** What a chat has, in words: its current conversation, its settings, what was decided and said. */
  async function stateOf(chatId: number): Promise<string> {
    const conversations = new UserConversations({
      tableName: world.tables.userConversations,
      client: world.client,
    });
    const user = await readUser(world.context, chatId);
    return JSON.stringify([
      (await conversations.current(chatId))?.chatId,
      user?.digest.mode,
      Object.keys(user?.addresses ?? {}).length,
      await listSenders(world.context, chatId, {}),
      await threadsOf(chatId),
    ]);
  }

  /** Lets an invocation go on. One whose update was answered meanwhile has no effect any more. */
  async function wake(run: Run): Promise<void> {
    const sleeper = run.sleepers.shift();
    if (sleeper === undefined) return;
    const { mortal, update, isOnlyTry = false } = sleeper;
    const isPast = run.past.includes(update);
    if (isPast) cases.count('invocations given up before a receipt that went on behind it');
    const before = await stateOf(run.chatId);
    await mortal.wake();
    const after = await stateOf(run.chatId);
    const mayAct = isOnlyTry || run.wereAside.has(update.number);
    if ((isPast || !mayAct) && after !== before)
      throw new Error(
        `Update ${update.number}, ${update.text}, which was answered, made ${after} of ${before}.`,
      );
  }

  /** A summary with buttons, and a mail that is held. */
  async function prepareMails(run: Run): Promise<void> {
    const { chatId } = run;
    const { context, client, tables } = world;
    run.summaryId = await sentByBot(chatId, 'A summary');
    run.heardBefore = (await heardBy(chatId)).length;
    const stateId = `mail-of-${chatId}`;
    const facts = { ...chatFacts(chatId), sender, replyTo: sender, from: 'Ann', subject: 'Note' };
    const Item = { message_id: stateId, status: 'done', fence: 1, outcome: 'summarised', facts };
    await client.send(new PutCommand({ TableName: tables.emailProcessingState, Item }));
    const message = { chatId, messageId: run.summaryId, stateIds: [stateId], noticeId: stateId };
    const held = {
      ref: 'ref',
      stateId,
      from: 'Ann',
      subject: 'Note',
      reason: 'spam',
      receivedAt: 1,
    } as const;
    await transactWrite(client, [sentMessageWrite(context, message), holdWrite(context, chatId, held)]);
  }

  /** @returns what is wrong with what taps did; undefined where nothing is */
  async function tapFault({ chatId, updates, wereAside, asked: jobs }: Run): Promise<string | undefined> {
    const decisions = updates.filter(({ kind }) => kind === 'block' || kind === 'unblock');
    const blocked = (await listSenders(world.context, chatId, {})).map((known) => known.sender);
    const last = decisions.at(-1);
    const isSure = decisions.every(({ number }) => !wereAside.has(number));
    if (isSure && blocked.length !== (last?.kind === 'block' ? 1 : 0))
      return `${JSON.stringify(blocked)} are blocked after ${JSON.stringify(decisions.map(({ kind }) => kind))}.`;
    const taps = updates.filter(({ kind }) => kind === 'held:ref');
    for (const { content, number } of taps) {
      // The mail function does what an update asks for once, by its number.
      const own = new Set(
        jobs.flatMap((job) =>
          job.type === 'show' && job.updateId === content.update_id ? [JSON.stringify(job)] : [],
        ),
      );
      if (own.size !== 1) return `Update ${number} asked ${own.size} times for the mail that is held.`;
    }
    return jobs.length > 0 && taps.length === 0 ? 'A mail was asked for by nobody.' : undefined;
  }

  const heardBy = async (chatId: number): Promise<readonly string[]> =>
    (await world.people.fromBot(chatId)).map(({ text }) => text);

  /** A message of the bot, whenever Telegram takes it. @returns its id */
  async function sentByBot(chatId: number, text: string): Promise<number> {
    for (;;) {
      const message = await patientSender(world).sendText({ chatId, text: rich(text) });
      if (message.outcome === 'sent') return message.messageId;
      world.advance(1_000);
    }
  }

  /** What a person does next. */
  async function nextUpdate(run: Run, kind: Kind): Promise<Update> {
    const { chatId, seed, updates, past } = run;
    const number = updates.length + past.length + 1;
    const id = seed * 100 + number;
    sent += 1;
    const isButton = isTap(kind) || kind === eraseAll;
    const text = isButton ? kind : textOf(run.chance, kind, number);
    const messageId = isButton ? run.summaryId : (await world.people.say(chatId, text)).messageId;
    const content = isButton ? tapOf(id, chatId, kind, messageId) : contentOf(id, chatId, text, messageId);
    const update = { number, kind, text, content };
    updates.push(update);
    return update;
  }

  const anyKind = (chance: Chance): Kind =>
    chance.oneOf<Kind>(
      'new',
      'register',
      'digest',
      'say',
      'say',
      'say',
      'newchat',
      'newchat',
      'switch',
      'switch',
      ...tapKinds,
    );

  /** Lets time pass. Lambda ends what has run for too long. */
  async function pass({ sleepers }: Run, milliseconds: number): Promise<void> {
    world.advance(milliseconds);
    for (const { mortal, until } of sleepers)
      if (until !== undefined && until <= world.context.now() && mortal.isStalled) await mortal.kill();
  }

  /** The account function does the first job that is due. */
  async function runAccountJob(run: Run, isCalm: boolean): Promise<void> {
    const { chance, accountJobs, jobs } = run;
    const index = accountJobs.findIndex(({ at }) => at <= world.context.now());
    const [entry] = index < 0 ? [] : accountJobs.splice(index, 1);
    if (entry === undefined) return;
    const mortal = new Mortal(chance, isCalm ? { dies: 0 } : { dies: 0.5, fails: 0.02 });
    const context = { ...world.context, client: mortal.client(world.client) };
    const handle = erasures.accountHandler({
      context,
      chat: { ...erasures.chat, client: context.client, random: chance.next },
      sender: mortal.sender(patientSender(world)),
      deliverLater: (claim, afterMs) =>
        mortal.step(
          'other',
          async () => void jobs.push({ job: deliverJob(claim), at: world.context.now() + afterMs }),
        ),
      sendAgain: (job, afterMs) =>
        mortal.step('other', async () => void accountJobs.push({ job, at: world.context.now() + afterMs })),
    });
    const answer = await handle(recordOf(entry.job), {
      getRemainingTimeInMillis: () => accountLifeMs,
    }).catch(() => undefined);
    const isDone = answer?.batchItemFailures.length === 0;
    if (!isDone) cases.count('tries of erasures that failed');
    if (!isDone || (!isCalm && chance.happens(0.2)))
      accountJobs.push({ ...entry, at: world.context.now() + 30_000 });
  }

  /** A person has everything deleted, while updates run and others come. */
  async function erase(run: Run): Promise<void> {
    const { chance, chatId, sleepers } = run;
    await pass(run, 0);
    for (let count = chance.below(3); count > 0; count -= 1) {
      const update = await nextUpdate(run, anyKind(chance));
      const mortal = new Mortal(chance, { dies: 0, stalls: true });
      await mortal.begin(invoke(mortal, run, update));
      if (!mortal.isStalled) continue;
      sleepers.push({ mortal, update, until: world.context.now() + lifeMs, isOnlyTry: true });
      cases.count('updates that ran when one began');
    }
    await give(run, await nextUpdate(run, eraseAll));
    cases.count('erasures');
    for (let round = 0; !(await heardBy(chatId)).some(isReceipt); round += 1) {
      if (round > 100) throw new Error(`Seed ${run.seed}: no receipt has come.`);
      if (round < 25) await actMeanwhile(run);
      else await goOn(run);
    }
    // Answers that wait may come to their turn behind the end as well.
    const waiting = run.jobs.splice(0);
    const later = chance.happens(0.5) ? waiting.filter(isAnswer) : [];
    run.jobs.push(...waiting.filter((entry) => !later.includes(entry)));
    while (run.accountJobs.length + run.jobs.length > 0) await goOn(run);
    run.jobs.push(...later);
    await fetch(`${world.simulator.root}/faults`, { method: 'DELETE' });
  }

  /** Queues give again what has failed, until it succeeds. */
  async function goOn(run: Run): Promise<void> {
    await pass(run, accountLifeMs + 10_000);
    if (run.accountJobs.length === 0 && run.aside.length > 0) await takeAgain(run, true);
    await runAccountJob(run, true);
    await runJob(run, true);
  }

  const isAnswer = ({ job }: Run['jobs'][number]): boolean =>
    job.type === 'answer' || (job.type === 'deliver' && job.stateId.startsWith('answer.'));

  const isReceipt = (text: string): boolean => text.startsWith('Deleted: ');

  /** Updates that wait for a receipt and come again while they do would become many. */
  const mostAside = 10;

  /** Anything that can happen before the receipt. */
  async function actMeanwhile(run: Run): Promise<void> {
    const { chance, sleepers, aside, updates } = run;
    const kind = chance.oneOf(
      'account',
      'account',
      'time',
      'time',
      'wake',
      'aside',
      'job',
      'update',
      'repeat',
    );
    const [repeated] = updates.slice(chance.below(updates.length));
    const doing = chance.happens(0.3) ? [runAccountJob(run, false)] : [];
    const before = setAside;
    if (kind === 'account') await runAccountJob(run, false);
    else if (kind === 'time') await pass(run, chance.oneOf(500, 4_000, 14_000, 70_000));
    else if (kind === 'wake' && sleepers.length > 0) await wake(run);
    else if (kind === 'aside' && aside.length > 0) await takeAgain(run);
    else if (kind === 'job') await runJob(run);
    else if (kind === 'repeat' && repeated && aside.length < mostAside) await give(run, repeated);
    else if (kind === 'update' && updates.length < 20) {
      cases.count('updates sent before a receipt');
      await give(run, await nextUpdate(run, anyKind(chance)));
    }
    if (setAside > before) cases.count('updates that had to wait for it');
    await Promise.all(doing);
  }

  /** @returns what is wrong with an erasure; undefined where nothing is left of the person, and nothing came after the receipt */
  async function erasureFault({ chatId }: Run): Promise<string | undefined> {
    const told = await heardBy(chatId);
    const late = told.slice(told.findIndex(isReceipt)).find((text) => !isReceipt(text));
    if (late !== undefined) return `"${late}" came after the receipt.`;
    const [left] = await erasures.itemsNaming([String(chatId)]);
    return left && `${JSON.stringify(left)} is left.`;
  }

  /** What comes after the receipt is a new life. What is under way, or in queues, or comes again, is of the one before. */
  async function beginAgain(run: Run): Promise<void> {
    run.past.push(...run.updates.splice(0));
    run.asked.length = 0;
    run.lost = 0;
    world.advance(clocksMs);
    await prepareMails(run);
  }

  /** Telegram, or a queue, gives an update from before the receipt once more. */
  async function repeatPast(run: Run): Promise<void> {
    const { chance, past } = run;
    const update = past[chance.below(past.length)];
    if (update === undefined) return;
    cases.count('updates from before a receipt that came again');
    await invoke(new Mortal(chance, { dies: 0.2 }), run, update);
  }

  /** What is stored about a chat: the texts of each of its threads. */
  async function threadsOf(chatId: number): Promise<readonly (readonly string[])[]> {
    const threads: string[][] = [];
    for (let thread = 1; thread <= 12; thread += 1) {
      const threadId = threadIdOf(chatId, thread);
      const page = await queryMessages(chats.chat, { threadId, direction: 'forward', limit: 100 });
      threads.push(page.outcome === 'page' ? page.messages.map(({ text }) => text) : []);
    }
    return threads;
  }

  /** @returns what is wrong; undefined where each update has had its effect, and once */
  async function faultOf(run: Run): Promise<string | undefined> {
    const { chatId, updates, wereAside } = run;
    const threads = await threadsOf(chatId);
    const said = updates.filter(({ kind }) => kind === 'say');
    if (sorted(threads.flat()) !== sorted(said.map(({ text }) => text)))
      return `${JSON.stringify(threads)} are not what was said.`;
    const inTurn = said.filter(({ number }) => !wereAside.has(number)).map(({ text }) => text);
    for (const texts of threads) {
      const order = texts.filter((text) => inTurn.includes(text)).map((text) => inTurn.indexOf(text));
      if (order.some((place, index) => place < (order[index - 1] ?? 0)))
        return `${JSON.stringify(texts)} are not in their order.`;
    }
    for (const { text, content } of said) {
      const claim = await readClaim(world.context, content.update_id);
      if (claim === undefined || !threads[claim.number - 1]?.includes(text))
        return `"${text}" is not in conversation ${claim?.number}, which its update belongs to.`;
    }
    return (
      (await settingsFault({ chatId, updates, wereAside })) ??
      (await tapFault(run)) ??
      (await conversationFault(chatId, updates)) ??
      answerFault(run)
    );
  }

  /** Every update that asks for something is answered, and once more only where an answer was lost. */
  async function answerFault(run: Run): Promise<string | undefined> {
    const asking = run.updates.filter(isAnswered);
    const silent = asking.find(({ number }) => run.answers.get(number) === undefined);
    if (silent) return `"${silent.text}" was never answered.`;
    const extra = (await heardBy(run.chatId)).length - run.heardBefore - asking.length;
    answered += asking.length;
    twice += extra;
    lost += run.lost;
    return extra > run.lost ? `${extra} answers came once more, with ${run.lost} answers lost.` : undefined;
  }

  /** Everything that is still to be sent is, now that nothing fails any more. */
  async function settle(run: Run): Promise<void> {
    const unmet = (await (await fetch(`${world.simulator.root}/faults`)).json()) as readonly object[];
    run.lost -= unmet.filter((kind) => 'loseAnswer' in kind && kind.loseAnswer).length;
    await fetch(`${world.simulator.root}/faults`, { method: 'DELETE' });
    for (let round = 0; run.jobs.length > 0; round += 1) {
      if (round > 60) throw new Error(`${JSON.stringify(run.jobs)} never end.`);
      world.advance(70_000);
      for (let jobs = run.jobs.length; jobs > 0; jobs -= 1) await runJob(run, true);
    }
  }

  /** What a later update has changed, one that was set aside does not change any more: it may have no effect. */
  async function settingsFault({
    chatId,
    updates,
    wereAside,
  }: Pick<Run, 'chatId' | 'updates' | 'wereAside'>): Promise<string | undefined> {
    const user = await readUser(world.context, chatId);
    const isSure = ({ number }: Update) => !wereAside.has(number);
    const digests = updates.filter(({ kind }) => kind === 'digest');
    const possible = digests.slice(Math.max(digests.findLastIndex(isSure), 0));
    const modes = possible.map(({ text }) => text.slice('/digest '.length));
    const isFirstSure = possible[0] !== undefined && isSure(possible[0]);
    const allowed = isFirstSure ? modes : ['instant', ...modes];
    if (user !== undefined && !allowed.includes(user.digest.mode))
      return `The digest is ${user.digest.mode} after ${JSON.stringify(digests)}.`;
    const own = Object.entries(user?.addresses ?? {});
    for (const [address] of own)
      if ((await findAddress(world.context, address))?.chatId !== chatId) return `${address} is nobody's.`;
    const labels = own.map(([, { label }]) => label);
    if (new Set(labels).size < labels.length) return `An update has made two addresses: ${labels}.`;
    const missing = updates.find(
      (update) =>
        update.kind === 'new' && isSure(update) && !labels.includes(update.text.slice('/new '.length)),
    );
    if (missing) return `"${missing.text}" has made no address.`;
    const isRegistered = updates.some((update) => update.kind === 'register' && isSure(update));
    return isRegistered && own.length === 0 ? 'Nobody was registered.' : undefined;
  }

  /** Conversations in which nothing was said are one at most: the current one. */
  async function conversationFault(chatId: number, updates: readonly Update[]): Promise<string | undefined> {
    const conversations = new TelegramConversations(
      new UserConversations({ tableName: world.tables.userConversations, client: world.client }),
      world.context,
    );
    const { conversations: listed } = await conversations.list(chatId, 20);
    const empty = listed.filter(({ title }) => title === '');
    if (empty.length > 1) return `${empty.length} conversations were begun without a message.`;
    // A try that died may have left an empty conversation behind, which `/switch` finds.
    if (updates.some(({ kind }) => kind === 'switch')) return undefined;
    const begun = listed.length - empty.length;
    const most = 1 + updates.filter(({ kind }) => kind === 'newchat').length;
    return begun > most ? `${begun} conversations were begun by ${most} updates.` : undefined;
  }

  it(`holds for ${seeds.length} seeds`, async () => {
    for (const [index, seed] of seeds.entries()) {
      if (index > 0 && index % seedsOfWorld === 0) {
        await close();
        await open();
      }
      const chance = chanceFrom(seed);
      const run: Run = {
        chance,
        seed,
        chatId: 7_000_000_000 + seed,
        sleepers: [],
        asked: [],
        aside: [],
        wereAside: new Set(),
        updates: [],
        past: [],
        accountJobs: [],
        jobs: [],
        answers: new Map(),
        lost: 0,
        summaryId: 0,
        heardBefore: 0,
      };
      // A bot may write only to those who have written to it.
      await world.people.say(run.chatId, '/start');
      await prepareMails(run);
      const erasesAt = chance.happens(0.35) ? 1 + chance.below(updatesPerSeed - 1) : undefined;
      for (let count = 1; count <= updatesPerSeed; count += 1) {
        await give(run, await nextUpdate(run, anyKind(chance)));
        while (run.sleepers.length > 0 && chance.happens(0.3)) await wake(run);
        while (run.aside.length > 0 && chance.happens(0.3)) await takeAgain(run);
        world.advance(1_000);
        while (run.jobs.length > 0 && chance.happens(0.4)) {
          if (chance.happens(0.4)) world.advance(5_000);
          await runJob(run);
        }
        if (count === erasesAt) {
          await erase(run);
          const fault = await erasureFault(run);
          if (fault !== undefined) throw new Error(`Seed ${seed}: ${fault}`);
          await beginAgain(run);
        }
        if (chance.happens(0.4)) await repeatPast(run);
      }
      while (run.sleepers.length > 0) await wake(run);
      while (run.aside.length > 0) await takeAgain(run, true);
      await settle(run);
      const fault = await faultOf(run);
      if (fault !== undefined) throw new Error(`Seed ${seed}: ${fault}`);
      report(index + 1);
    }
    atOnce.expectAll();
    overlapping.expectAll();
    cases.expectAll();
  }, 7_200_000);
});
