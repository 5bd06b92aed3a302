import type { Update } from 'grammy/types';
import type { AccountJob } from '../../src/account/account-job.ts';
import { addressWrite } from '../../src/addresses/address-store.ts';
import { commands } from '../../src/commands/commands.ts';
import { waitingEntries } from '../../src/digests/digest-store.ts';
import { sendDigests } from '../../src/digests/send-digests.ts';
import { createMailFiles } from '../../src/inbound/mail-files.ts';
import { createMailHandler } from '../../src/inbound/mail-handler.ts';
import type { MailJob } from '../../src/jobs/mail-job.ts';
import { deliverJob } from '../../src/jobs/mail-job.ts';
import type { QueueAnswer } from '../../src/jobs/queue-event.ts';
import type { Claim } from '../../src/notices/mail-state-store.ts';
import { listHeld } from '../../src/quarantine/quarantine-store.ts';
import { extractSummary } from '../../src/summary/extract-summary.ts';
import { rich } from '../../src/telegram/rich-text.ts';
import { commitEffect, readUser, setReachable } from '../../src/users/user-store.ts';
import { longestUpdateMs, updateSeconds } from '../../src/webhook/update-life.ts';
import { type BotWorld, sesEvent } from '../bot-world.ts';
import type { ChatWorld } from '../chat-world.ts';
import { createErasureWorldWithoutWebhook, type ErasureWorld, recordOf } from '../erasure-world.ts';
import { Cases } from './cases.ts';
import { type Chance, chanceFrom } from './chance.ts';
import { Mortal } from './mortal.ts';
import { mortalWebhook, posted } from './mortal-webhook.ts';
import { patientSender } from './patient-sender.ts';
import { seeds } from './seed-runs.ts';
import { writtenUpdate } from './written-update.ts';

interface SeedMail {
  readonly id: string;
  readonly token: string;
  readonly to: readonly Person[];
  readonly raw: string;
}

interface Person {
  readonly chatId: number;
  readonly address: string;
}

/** What a run has seen. */
interface Run {
  readonly chance: Chance;
  readonly people: readonly Person[];
  readonly mails: readonly SeedMail[];
  /** The mails whose event has not been handled, with how often that failed. */
  readonly pending: Map<SeedMail, number>;
  readonly jobs: Queued<MailJob>[];
  readonly accountJobs: Queued<AccountJob>[];
  /** What people have written, and which of it was set aside. */
  readonly updates: Update[];
  readonly aside: Queued<Update>[];
  /** What failed for good, and waits for an operator. */
  readonly dead: {
    readonly mails: Set<SeedMail>;
    readonly jobs: MailJob[];
    readonly accountJobs: AccountJob[];
    readonly aside: Update[];
  };
  /** Invocations that still run. */
  readonly sleepers: Sleeper[];
  /** Answers to updates that Telegram did not take at once. */
  readonly answers: { readonly chatId: number; readonly token: string }[];
  /** The chats whose erasure was asked for. */
  readonly erased: Set<number>;
  /** Those of them who have written since. */
  readonly wroteSince: Set<number>;
  /** When SES took the mails: an event that comes again says the same. */
  readonly startedMs: number;
  nowMs: number;
  /** How often Telegram took something and its answer was lost. */
  lostAnswers: number;
  /** How often an invocation died, or could not record it, when Telegram had taken something. */
  lostRecords: number;
  /** How many mails were brought back of which Telegram had taken a part before it refused the rest. */
  partly: number;
  /** The update ids of taps. */
  taps: number;
  /** Whether the next invocations take long. */
  isSlow: boolean;
  /** The chats that the bot may not have been able to write to. */
  readonly refused: Set<number>;
  isCalm: boolean;
}

/** A message of a queue. */
interface Queued<Job> {
  readonly job: Job;
  readonly at: number;
  /** How often it was received in vain. */
  readonly failures: number;
}

interface Sleeper {
  readonly mortal: Mortal;
  readonly kind: 'mail' | 'digest' | 'erasure' | 'update';
  /** The end of its function's time. */
  readonly until: number;
}

/** How often a queue gives a message, and how long it waits in between: six times the function's timeout. */
const mostReceives = 5;
const visibilityMs = 360_000;
/** How often Lambda tries an event. */
const mostTries = 3;
/** Longer than a notice is tried again by itself. */
const outageMs = 30 * 3_600_000;

/** How many updates one seed has. */
const mostUpdates = 8;

/** The message by which everybody has begun. */
const askedIn = 1;

/** A fault as the simulator lists it. */
interface Fault {
  readonly loseAnswer: boolean;
}

/** A mail whose notice has two messages: its summary, and the file. */
const encrypted = 'Content-Type: text/plain\r\n\r\n-----BEGIN PGP MESSAGE-----';

describe('I9: a mail is summarised to its owner once, whatever is repeated, refused or dies', () => {
  let world: BotWorld;
  let chats: ChatWorld;
  let erasures: ErasureWorld;
  let repeated = 0;
  let lostAnswers = 0;
  let lostRecords = 0;
  let summaries = 0;
  const cases = new Cases(
    'mails brought back from the quarantine',
    'digests asked for twice at once',
    'settings changed while a digest was under way',
    'settings changed twice at once',
    'settings changed while mails waited for a digest',
    'erasures',
    'erasures while a mail was worked on',
    'erasures while a digest was under way',
    'erasures while an answer was being sent',
    'erasures while answers waited',
    'erasures while mails waited for a digest',
    'erasures while mails were held',
    'erasures that waited for work',
    'updates',
    'updates that ran when an erasure began',
    'updates that had to wait for a receipt',
    'updates that came again behind a receipt',
    'answers that had to wait',
    'outages of more than a day',
    'messages in dead-letter queues',
  );
  /** What was seen, now and then in a long run. */
  const report = (done: number): void => {
    if (done === seeds.length || done % 100 === 0)
      process.stdout.write(
        `I9: ${done} seeds, ${summaries} mails came, ${repeated} messages came once more, where Telegram took a message and ${lostAnswers} of its answers were lost and ${lostRecords} could not be recorded; ${cases}.\n`,
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

  async function begin(seed: number): Promise<Run> {
    const chance = chanceFrom(seed);
    const people = [1, 2].map((number) => ({
      chatId: 7_000_000_000 + seed * 10 + number,
      address: `p${seed}-${number}@mail.example`,
    }));
    const nowMs = world.context.now();
    const context = { ...world.context, now: () => nowMs };
    const mails = Array.from({ length: 1 + chance.below(3) }, (_, index): SeedMail => {
      const token = `mail-${seed}-${index}-end`;
      const to = chance.happens(0.3) ? people : people.slice(0, 1);
      const body = chance.happens(0.3) ? encrypted : '\r\nHello.';
      const raw = `From: ann@example.com\r\nSubject: ${token}\r\n${body}`;
      return { id: `seed${seed}m${index}`, token, to, raw };
    });
    for (const { chatId, address } of people) {
      // A bot may write only to those who have written to it.
      await world.people.say(chatId, '/start');
      const digest = chance.happens(0.4) ? ({ mode: 'hourly' } as const) : ({ mode: 'instant' } as const);
      const change = { emailAddress: address, addresses: {}, digest };
      const own = { label: '', status: 'active', createdAt: nowMs } as const;
      // Just as many as come: a mail that was counted twice would take the place of another.
      const mailsLeft = mails.filter(({ to }) => to.some((person) => person.chatId === chatId)).length;
      const isCounted = chance.happens(0.3);
      await commitEffect(
        context,
        {
          profile: profileOf(chatId),
          updateId: 1,
          change: { ...change, addresses: { [address]: own } },
          answer: null,
        },
        [addressWrite(context, { address, chatId, label: '', ...(isCounted && { mailsLeft }) })],
      );
    }
    for (const { id, raw } of mails) world.bucket.set(`inbound/${id}`, Buffer.from(raw));
    return {
      chance,
      people,
      mails,
      pending: new Map(mails.map((mail) => [mail, 0])),
      jobs: [],
      accountJobs: [],
      updates: [],
      aside: [],
      dead: { mails: new Set(), jobs: [], accountJobs: [], aside: [] },
      sleepers: [],
      answers: [],
      erased: new Set(),
      wroteSince: new Set(),
      startedMs: nowMs,
      nowMs,
      lostAnswers: 0,
      lostRecords: 0,
      partly: 0,
      taps: seed * 1_000,
      isSlow: false,
      refused: new Set(),
      isCalm: false,
    };
  }

  const profileOf = (chatId: number) => ({ chatId, firstName: `First${chatId}`, username: '' });

  /** What functions work with in an invocation that may die. */
  function dependenciesOf(run: Run, mortal: Mortal) {
    const context = { ...world.context, client: mortal.client(world.client), now: () => run.nowMs };
    const sendJob = (job: MailJob, afterMs: number) =>
      mortal.step('other', async () => void run.jobs.push({ job, at: run.nowMs + afterMs, failures: 0 }));
    const rawMail = (key: string) => mortal.step('other', async () => world.bucket.get(key));
    return {
      context,
      sender: mortal.sender(patientSender(world)),
      rawMail,
      files: createMailFiles(rawMail, async () => 'https://files.example/'),
      deliverLater: (claim: Claim, afterMs: number) => sendJob(deliverJob(claim), afterMs),
      sendJob,
      summarise: async (input: Parameters<typeof extractSummary>[0]) => extractSummary(input),
      domain: 'mail.example',
      rawPrefix: 'inbound/',
      log: () => {},
    };
  }
  const lifeMs = 30_000;
  const timed = { getRemainingTimeInMillis: () => lifeMs };
  const updateLifeMs = updateSeconds * 1_000;

  /** An invocation that may die, or take so long that others come while it runs. */
  async function invoke(
    run: Run,
    kind: Sleeper['kind'],
    work: (dependencies: ReturnType<typeof dependenciesOf>, mortal: Mortal) => Promise<void>,
  ): Promise<void> {
    const stalls = !run.isCalm && (run.isSlow || run.chance.happens(0.15));
    const mortality = run.isCalm || stalls ? { dies: 0, stalls } : { dies: 0.5, fails: 0.02 };
    const mortal = new Mortal(run.chance, mortality);
    const working = work(dependenciesOf(run, mortal), mortal).finally(() => {
      // No mail comes twice because of an update.
      if (kind !== 'update') run.lostRecords += mortal.lost;
    });
    if (stalls)
      run.sleepers.push({ mortal, kind, until: run.nowMs + (kind === 'update' ? updateLifeMs : lifeMs) });
    await mortal.begin(working);
  }

  const underWay = ({ sleepers }: Run, kind: Sleeper['kind']): boolean =>
    sleepers.some((sleeper) => sleeper.kind === kind && sleeper.mortal.isStalled);

  /** Lets time pass. Lambda ends what has run for too long. */
  async function pass(run: Run, milliseconds: number): Promise<void> {
    run.nowMs += milliseconds;
    for (const { mortal, until } of run.sleepers)
      if (until < run.nowMs && mortal.isStalled) await mortal.kill();
  }

  async function wake(run: Run): Promise<void> {
    await run.sleepers.shift()?.mortal.wake();
  }

  async function receive(run: Run, mail: SeedMail): Promise<void> {
    const to = mail.to.map(({ address }) => address);
    await invoke(run, 'mail', async (dependencies) => {
      try {
        await createMailHandler(dependencies)(sesEvent({ ...mail, to }, run.startedMs), timed);
        run.pending.delete(mail);
      } catch {
        const failures = (run.pending.get(mail) ?? 0) + 1;
        run.pending.set(mail, failures);
        if (failures < mostTries || run.dead.mails.has(mail)) return;
        run.dead.mails.add(mail);
        cases.count('messages in dead-letter queues');
      }
    });
  }

  /** Takes a message that is due from its queue. It comes again until it succeeds, and now and then once more. */
  async function fromQueue<Job>(
    run: Run,
    {
      queue,
      dead,
      kind,
    }: { readonly queue: Queued<Job>[]; readonly dead: Job[]; readonly kind: Sleeper['kind'] },
    work: (dependencies: ReturnType<typeof dependenciesOf>, job: Job, mortal: Mortal) => Promise<boolean>,
  ): Promise<void> {
    const index = queue.findIndex(({ at }) => at <= run.nowMs);
    const [entry] = index < 0 ? [] : queue.splice(index, 1);
    if (!entry) return;
    const isRepeated = !run.isCalm && run.chance.happens(0.2);
    await invoke(run, kind, async (dependencies, mortal) => {
      const isDone = await work(dependencies, entry.job, mortal).catch(() => false);
      if (isDone && !isRepeated) return;
      const failures = entry.failures + (isDone ? 0 : 1);
      if (failures < mostReceives) {
        queue.push({ ...entry, failures, at: run.nowMs + (run.isCalm ? 30_000 : visibilityMs) });
        return;
      }
      dead.push(entry.job);
      cases.count('messages in dead-letter queues');
    });
  }

  const runJob = (run: Run): Promise<void> =>
    fromQueue(run, { queue: run.jobs, dead: run.dead.jobs, kind: 'mail' }, async (dependencies, job) => {
      const answer = await createMailHandler(dependencies)(recordOf(job), timed);
      return answer?.batchItemFailures.length === 0;
    });

  const runAccountJob = (run: Run): Promise<void> =>
    fromQueue(
      run,
      { queue: run.accountJobs, dead: run.dead.accountJobs, kind: 'erasure' },
      async (dependencies, job) => {
        const handler = erasures.accountHandler({
          ...dependencies,
          chat: {
            ...erasures.chat,
            client: dependencies.context.client,
            now: dependencies.context.now,
            random: run.chance.next,
          },
          sendAgain: async (again, afterMs) =>
            void run.accountJobs.push({ job: again, at: run.nowMs + afterMs, failures: 0 }),
          log: (_, { outcome } = {}) => {
            if (outcome === 'busy') cases.count('erasures that waited for work');
          },
        });
        return (await handler(recordOf(job), timed)).batchItemFailures.length === 0;
      },
    );

  /** The function behind the webhook and the queue of updates that were set aside. */
  function webhookOf(run: Run, mortal: Mortal) {
    const now = () => run.nowMs;
    const handle = mortalWebhook(
      {
        world: { ...world, context: { ...world.context, now } },
        chats: { ...chats, chat: { ...chats.chat, now } },
      },
      mortal,
      {
        sender: patientSender(world),
        sendJob: async (job, afterMs = 0) =>
          void run.jobs.push({ job, at: run.nowMs + afterMs, failures: 0 }),
        sendReply: async () => {},
        sendAccountJob: async () => {},
        setAside: async (update, afterMs) => {
          cases.count('updates that had to wait for a receipt');
          run.aside.push({ job: update, at: run.nowMs + afterMs, failures: 0 });
        },
      },
    );
    return (event: unknown) => handle(event, { getRemainingTimeInMillis: () => updateLifeMs });
  }

  const post = (run: Run, update: Update): Promise<void> =>
    invoke(run, 'update', async (_, mortal) => {
      await webhookOf(run, mortal)(posted(update)).catch(() => {});
    });

  const takeAgain = (run: Run): Promise<void> =>
    fromQueue(run, { queue: run.aside, dead: run.dead.aside, kind: 'update' }, async (_, update, mortal) => {
      const answer = (await webhookOf(run, mortal)(recordOf(update))) as QueueAnswer;
      return answer.batchItemFailures.length === 0;
    });

  const hasReceipt = async (chatId: number): Promise<boolean> =>
    (await toldTo(chatId)).some((text) => text.startsWith('Deleted: '));

  /** Somebody writes to the bot, also while everything of theirs is erased. */
  async function write(run: Run, { chatId } = somebody(run)): Promise<void> {
    if (run.updates.length > mostUpdates || (await hasReceipt(chatId))) return;
    cases.count('updates');
    if (run.erased.has(chatId)) run.wroteSince.add(chatId);
    run.taps += 1;
    const text = run.chance.oneOf('Hello', '/register', '/new shop', '/status', '/allow eva@example.com');
    const { messageId } = await world.people.say(chatId, text);
    const update = writtenUpdate({ updateId: run.taps, chatId, messageId }, text);
    run.updates.push(update);
    await post(run, update);
  }

  /** Telegram has missed the answer to an update. */
  async function repeat(run: Run): Promise<void> {
    const update = run.updates[run.chance.below(run.updates.length)];
    if (update === undefined || run.aside.length > mostUpdates) return;
    if (await hasReceipt(update.message?.chat.id ?? 0))
      cases.count('updates that came again behind a receipt');
    await post(run, update);
  }

  const digests = (run: Run): Promise<void> =>
    invoke(run, 'digest', async (dependencies) => {
      await sendDigests({ ...dependencies, leaseMs: 32_000, isOver: () => false }).catch(() => {});
    });

  /** The schedule looks for digests when the hour is over, or in the hour's middle, now and then by two functions at the same time. */
  async function fallDue(run: Run, twice: boolean): Promise<void> {
    const hourMs = 3_600_000;
    if (run.chance.happens(0.5))
      await pass(run, (Math.floor(run.nowMs / hourMs) + 1) * hourMs + 6 * 60_000 - run.nowMs);
    if (twice) cases.count('digests asked for twice at once');
    const changes = run.chance.happens(0.3) ? [setting(run, true)] : [];
    await Promise.all([digests(run), ...(twice ? [digests(run)] : []), ...changes]);
  }

  const somebody = (run: Run): Person => run.chance.oneOf(...(run.people as [Person, ...Person[]]));

  const waits = async (run: Run, chatId: number): Promise<boolean> =>
    (await waitingEntries({ ...world.context, now: () => run.nowMs }, chatId, 1)).length > 0;

  /** Somebody changes when summaries come, now and then twice at once. */
  async function setting(run: Run, isDuring = underWay(run, 'digest')): Promise<void> {
    const { chance } = run;
    const { chatId } = somebody(run);
    if ((await readUser(world.context, chatId)) === undefined) return;
    const change = () => {
      run.taps += 1;
      const argument = chance.oneOf('instant', 'hourly', `daily ${chance.below(24)}:15 Europe/Berlin`);
      const context = { ...world.context, now: () => run.nowMs };
      const dependencies = { context, domain: 'mail.example', randomBytes: world.randomBytes };
      return commands.digest?.(dependencies, {
        profile: profileOf(chatId),
        updateId: run.taps,
        messageId: askedIn,
        argument,
      });
    };
    if (isDuring) cases.count('settings changed while a digest was under way');
    if (await waits(run, chatId)) cases.count('settings changed while mails waited for a digest');
    const twice = chance.happens(0.3);
    if (twice) cases.count('settings changed twice at once');
    await Promise.all(twice ? [change(), change()] : [change()]);
  }

  /** Telegram did not take the answer to somebody's update: it waits in the queue. */
  function answer(run: Run, { chatId }: Person): void {
    if (run.erased.has(chatId)) return;
    cases.count('answers that had to wait');
    run.taps += 1;
    const token = `answer-${run.taps}-end`;
    run.answers.push({ chatId, token });
    const job: MailJob = {
      type: 'answer',
      updateId: run.taps,
      messageId: askedIn,
      chatId,
      parts: [1, 2].map((part) => ({ type: 'text', text: rich(`${token} ${part}`) })),
    };
    run.jobs.push({ job, at: run.nowMs, failures: 0 });
  }

  /** Somebody blocks the bot, so that a mail of theirs is held. */
  async function blockAndReceive(run: Run, person: Person): Promise<void> {
    const { chatId } = person;
    run.refused.add(chatId);
    run.isSlow = false;
    await world.people.post('/faults', { method: 'sendMessage', chatId, status: 403 });
    const mail = run.mails.find(({ to }) => to.includes(person));
    if (mail) await receive(run, mail);
  }

  /** Somebody has everything deleted. */
  async function erase(run: Run): Promise<void> {
    const person = somebody(run);
    const { chatId } = person;
    if (run.erased.has(chatId)) return;
    run.isSlow = true;
    if (run.chance.happens(0.4)) await write(run, person);
    if (underWay(run, 'update')) cases.count('updates that ran when an erasure began');
    const mail = run.chance.oneOf(...(run.mails as [SeedMail, ...SeedMail[]]));
    const work = run.chance.oneOf('mail', 'mail', 'digest', 'digest', 'answer', 'held', 'nothing');
    if (work === 'mail') await receive(run, mail);
    else if (work === 'digest') await fallDue(run, false);
    else if (work === 'held') await blockAndReceive(run, person);
    else if (work === 'answer') {
      answer(run, person);
      const jobs = run.jobs.splice(0);
      run.jobs.push(...jobs.splice(-1));
      await runJob(run);
      run.jobs.push(...jobs);
      if (underWay(run, 'mail')) cases.count('erasures while an answer was being sent');
    }
    run.isSlow = false;
    if (run.jobs.some(({ job }) => job.type === 'answer' && job.chatId === chatId))
      cases.count('erasures while answers waited');
    run.erased.add(chatId);
    run.taps += 1;
    run.accountJobs.push({
      job: { type: 'erase', updateId: run.taps, messageId: askedIn, chatId, language: 'en' },
      at: run.nowMs,
      failures: 0,
    });
    const { mails } = await listHeld(world.context, chatId, { limit: 1 });
    cases.count('erasures');
    if (underWay(run, 'mail')) cases.count('erasures while a mail was worked on');
    if (underWay(run, 'digest')) cases.count('erasures while a digest was under way');
    if (await waits(run, chatId)) cases.count('erasures while mails waited for a digest');
    if (mails.length > 0) cases.count('erasures while mails were held');
    await runAccountJob(run);
    if (run.chance.happens(0.5)) return;
    // The updates have ended by then, but not every other work.
    await pass(run, longestUpdateMs);
    await runAccountJob(run);
  }

  async function fault(run: Run): Promise<void> {
    const { chatId } = somebody(run);
    const kind = run.chance.oneOf(
      { status: 429, retryAfter: 1 + run.chance.below(40) },
      { status: 502 },
      { status: 500 },
      { status: 400, description: 'Bad Request: message is too long' },
      { status: 403 },
      { loseAnswer: true },
      { loseAnswer: true },
    );
    if ('loseAnswer' in kind) run.lostAnswers += 1;
    if ('status' in kind && kind.status === 403) run.refused.add(chatId);
    await world.people.post('/faults', {
      method: run.chance.oneOf('sendMessage', 'sendDocument'),
      chatId,
      ...kind,
    });
  }

  /** Telegram refuses everything for more than a day, while mails come, queues retry and the schedule fires. */
  async function outage(run: Run): Promise<void> {
    cases.count('outages of more than a day');
    await world.people.post('/faults', { status: run.chance.oneOf(500, 502, 503), times: 1_000_000 });
    const until = run.nowMs + outageMs;
    while (run.nowMs < until) {
      for (const mail of [...run.pending.keys()]) if (!run.dead.mails.has(mail)) await receive(run, mail);
      for (let jobs = run.jobs.length; jobs > 0; jobs -= 1) await runJob(run);
      for (let jobs = run.accountJobs.length; jobs > 0; jobs -= 1) await runAccountJob(run);
      if (run.chance.happens(0.2)) await digests(run);
      await pass(run, 600_000);
    }
  }

  /** An operator has everything tried again that failed for good. */
  function redrive({ dead, pending, jobs, accountJobs, aside, nowMs }: Run): void {
    for (const mail of dead.mails) pending.set(mail, 0);
    dead.mails.clear();
    for (const job of dead.jobs.splice(0)) jobs.push({ job, at: nowMs, failures: 0 });
    for (const job of dead.accountJobs.splice(0)) accountJobs.push({ job, at: nowMs, failures: 0 });
    for (const job of dead.aside.splice(0)) aside.push({ job, at: nowMs, failures: 0 });
  }

  /** A person who had blocked the bot lets it write again, and brings back what was held. */
  async function restore(run: Run, { chatId }: Person): Promise<void> {
    await setReachable(world.context, chatId, true);
    const { mails } = await listHeld(world.context, chatId, { limit: 50 });
    for (const { stateId, subject } of mails) {
      run.taps += 1;
      cases.count('mails brought back from the quarantine');
      if (await isShown(chatId, subject)) run.partly += 1;
      run.jobs.push({
        job: { type: 'show', updateId: run.taps, chatId, stateId },
        at: run.nowMs,
        failures: 0,
      });
    }
  }

  /** Anything that can happen. */
  async function act(run: Run): Promise<void> {
    const { chance, mails } = run;
    const mail = mails[chance.below(mails.length)];
    const twice = chance.happens(0.2);
    const kind = chance.oneOf(
      'receive',
      'receive',
      'receive',
      'job',
      'job',
      'time',
      'time',
      'fault',
      'fault',
      'digest',
      'digest',
      'setting',
      'account',
      'answer',
      'erase',
      'wake',
      'write',
      'repeat',
      'aside',
    );
    if (kind === 'receive' && mail)
      await Promise.all(twice ? [receive(run, mail), receive(run, mail)] : [receive(run, mail)]);
    else if (kind === 'job') await Promise.all(twice ? [runJob(run), runJob(run)] : [runJob(run)]);
    else if (kind === 'time') await pass(run, chance.oneOf(200, 1_000, 20_000, 70_000));
    else if (kind === 'fault') await fault(run);
    else if (kind === 'digest') await fallDue(run, twice);
    else if (kind === 'setting') await setting(run);
    else if (kind === 'answer') answer(run, somebody(run));
    else if (kind === 'wake') await wake(run);
    else if (kind === 'write') await write(run);
    else if (kind === 'repeat') await repeat(run);
    else if (kind === 'aside') await takeAgain(run);
    else if (kind === 'erase' && chance.happens(0.5)) await erase(run);
    else if (kind === 'account')
      await Promise.all([runAccountJob(run), ...(twice && mail ? [receive(run, mail), digests(run)] : [])]);
  }

  /** What the bot has told a chat: texts, and those that Telegram refused as texts and that went as files. */
  const toldTo = async (chatId: number): Promise<readonly string[]> =>
    Promise.all(
      (await world.people.fromBot(chatId)).map(async ({ text, document }) =>
        document?.name === 'message.txt' ? (await fetch(world.simulator.root + document.path)).text() : text,
      ),
    );

  /** What a chat shows of mails. What tells of held mails shows none. */
  const shownTo = async (chatId: number): Promise<readonly string[]> =>
    (await toldTo(chatId)).filter((text) => !/held back: \/quarantine/.test(text));

  /** A link to the mail's file names it too. */
  const named = (token: string) => new RegExp(`${token}(?!\\.eml)`);

  const isShown = async (chatId: number, token: string): Promise<boolean> =>
    (await shownTo(chatId)).some((text) => named(token).test(text));

  /** How many messages of a chat show a mail that one before them has shown: a digest shows several. */
  async function repetitions({ mails }: Run, chatId: number): Promise<number> {
    const seen = new Set<string>();
    let repeated = 0;
    for (const text of await shownTo(chatId)) {
      const tokens = mails.map(({ token }) => token).filter((token) => named(token).test(text));
      if (tokens.some((token) => seen.has(token))) repeated += 1;
      for (const token of tokens) seen.add(token);
    }
    return repeated;
  }

  /** How many messages of answers came once more. @throws where a part never came to somebody whom the bot can reach */
  async function repeatedAnswers({ answers, erased, refused }: Run): Promise<number> {
    let extra = 0;
    for (const { chatId, token } of answers) {
      const told = await toldTo(chatId);
      for (const part of [1, 2]) {
        const count = told.filter((text) => text.includes(`${token} ${part}`)).length;
        if (count === 0 && !erased.has(chatId) && !refused.has(chatId))
          throw new Error(`${token} ${part} never came to ${chatId}.`);
        extra += Math.max(count - 1, 0);
      }
    }
    return extra;
  }

  /** Everything that is still to be done, as AWS does it: again and again until it succeeds. */
  async function settle(run: Run): Promise<void> {
    for (const { mortal } of run.sleepers) await (run.chance.happens(0.5) ? mortal.wake() : mortal.kill());
    run.isCalm = true;
    // Those that nothing has met lost no answer.
    const unmet = (await (await fetch(`${world.simulator.root}/faults`)).json()) as readonly Fault[];
    run.lostAnswers -= unmet.filter(({ loseAnswer }) => loseAnswer).length;
    await fetch(`${world.simulator.root}/faults`, { method: 'DELETE' });
    redrive(run);
    await finish(run);
    for (const person of run.people) await restore(run, person);
    await finish(run);
  }

  async function finish(run: Run): Promise<void> {
    const queued = () => run.jobs.length + run.accountJobs.length + run.aside.length;
    const drain = async (mostRounds: number) => {
      for (let round = 0; round < mostRounds; round += 1) {
        for (const mail of [...run.pending.keys()]) await receive(run, mail);
        await pass(run, 70_000);
        for (let jobs = run.jobs.length; jobs > 0; jobs -= 1) await runJob(run);
        for (let jobs = run.accountJobs.length; jobs > 0; jobs -= 1) await runAccountJob(run);
        for (let updates = run.aside.length; updates > 0; updates -= 1) await takeAgain(run);
        if (run.pending.size === 0 && queued() === 0) break;
      }
    };
    await drain(40);
    await pass(run, 3_600_000 + 10 * 60_000);
    await digests(run);
    await drain(20);
    // A daily digest is still to come.
    for (const { chatId } of run.people) {
      if (!(await waits(run, chatId))) continue;
      await pass(run, 25 * 3_600_000);
      await digests(run);
      await drain(20);
    }
  }

  /** What is wrong with an erasure; undefined where nothing is left of the person, and nothing came after the receipt. */
  async function erasureFault(run: Run, { chatId, address }: Person): Promise<string | undefined> {
    const told = await toldTo(chatId);
    const first = told.findIndex((text) => text.startsWith('Deleted: '));
    if (first < 0 && !run.refused.has(chatId)) return 'no receipt has come';
    // Who cannot be sent a receipt begins a new life with what they write after they asked.
    if (first < 0 && run.wroteSince.has(chatId)) return undefined;
    const late = told.slice(Math.max(first, 0)).find((text) => !text.startsWith('Deleted: '));
    if (first >= 0 && late !== undefined) return `"${late.slice(0, 40)}" came after the receipt`;
    const own = run.mails.filter(({ to }) => to.every((person) => person.chatId === chatId));
    const words = [address.split('@')[0] ?? '', String(chatId), ...own.map(({ token }) => token)];
    const items = await erasures.itemsNaming(words);
    // A mail that came first when the address was nobody's is one to an unknown address.
    const left = items.find(({ outcome, fence }) => outcome !== 'unknownAddress' || fence !== 1);
    return left && `${JSON.stringify(left)} is left`;
  }

  it(`holds for ${seeds.length} seeds`, async () => {
    for (const [index, seed] of seeds.entries()) {
      if (index > 0 && index % seedsOfWorld === 0) {
        await close();
        await open();
      }
      const run = await begin(seed);
      for (let count = 6 + run.chance.below(14); count > 0; count -= 1) await act(run);
      if (run.chance.happens(0.02)) await outage(run);
      await settle(run);
      for (let again = run.updates.length; again > 0; again -= 1) await repeat(run);
      let extra = -run.partly;
      for (const { chatId } of run.people) extra += await repetitions(run, chatId);
      extra += await repeatedAnswers(run);
      for (const { token, to } of run.mails) {
        for (const { chatId } of to) {
          if (run.erased.has(chatId)) continue;
          if (!(await isShown(chatId, token)))
            throw new Error(`Seed ${seed}: ${token} never came to ${chatId}.`);
          summaries += 1;
        }
      }
      for (const person of run.people) {
        if (!run.erased.has(person.chatId)) continue;
        const wrong = await erasureFault(run, person);
        if (wrong !== undefined) throw new Error(`Seed ${seed}: ${wrong} of ${person.chatId}.`);
      }
      for (const { chatId } of run.people) {
        const { mails } = await listHeld(world.context, chatId, { limit: 50 });
        if (mails.length > 0)
          throw new Error(`Seed ${seed}: ${mails[0]?.subject} is held after it was shown.`);
      }
      const lost = run.lostAnswers + run.lostRecords;
      if (extra > lost)
        throw new Error(
          `Seed ${seed}: ${extra} messages came once more, with ${lost} answers or records lost.`,
        );
      // Time never goes back: the look for digests remembers how far it has come.
      world.advance(run.nowMs - world.context.now());
      repeated += extra;
      lostAnswers += run.lostAnswers;
      lostRecords += run.lostRecords;
      report(index + 1);
    }
    expect(repeated).toBeLessThanOrEqual(lostAnswers + lostRecords);
    cases.expectAll();
  }, 7_200_000);
});
