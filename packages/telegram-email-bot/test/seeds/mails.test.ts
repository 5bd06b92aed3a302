import { addressWrite } from '../../src/addresses/address-store.ts';
import { sendDigests } from '../../src/digests/send-digests.ts';
import { createMailFiles } from '../../src/inbound/mail-files.ts';
import { createMailHandler } from '../../src/inbound/mail-handler.ts';
import type { MailJob } from '../../src/jobs/mail-job.ts';
import { listHeld } from '../../src/quarantine/quarantine-store.ts';
import { extractSummary } from '../../src/summary/extract-summary.ts';
import { BotApi } from '../../src/telegram/bot-api.ts';
import { createTelegramSender } from '../../src/telegram/telegram-sender.ts';
import { commitEffect, setReachable } from '../../src/users/user-store.ts';
import { type BotWorld, createBotWorld, sesEvent } from '../bot-world.ts';
import { type Chance, chanceFrom } from './chance.ts';
import { Mortal } from './mortal.ts';
import { seeds } from './seed-runs.ts';

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
  readonly pending: Set<SeedMail>;
  readonly jobs: { readonly job: MailJob; readonly at: number }[];
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
  isCalm: boolean;
}

/** A fault as the simulator lists it. */
interface Fault {
  readonly loseAnswer: boolean;
}

/** A mail whose notice has two messages: its summary, and the file. */
const encrypted = 'Content-Type: text/plain\r\n\r\n-----BEGIN PGP MESSAGE-----';

describe('I9: a mail is summarised to its owner once, whatever is repeated, refused or dies', () => {
  let world: BotWorld;
  let repeated = 0;
  let lostAnswers = 0;
  let lostRecords = 0;
  let summaries = 0;
  let restored = 0;
  /** What was seen, now and then in a long run. */
  const report = (done: number): void => {
    if (done === seeds.length || done % 100 === 0)
      process.stdout.write(
        `I9: ${done} seeds, ${summaries} mails came, ${restored} of them brought back from the quarantine, ${repeated} more than once, where Telegram took a message and ${lostAnswers} of its answers were lost and ${lostRecords} could not be recorded.\n`,
      );
  };
  beforeAll(async () => {
    world = await createBotWorld();
    await fetch(`${world.simulator.root}/bot${await world.token.get()}/deleteWebhook`);
  });
  afterAll(() => world.stop());

  async function begin(seed: number): Promise<Run> {
    const chance = chanceFrom(seed);
    const people = [1, 2].map((number) => ({
      chatId: seed * 10 + number,
      address: `p${seed}-${number}@mail.example`,
    }));
    const nowMs = world.context.now();
    const context = { ...world.context, now: () => nowMs };
    for (const { chatId, address } of people) {
      // A bot may write only to those who have written to it.
      await world.people.say(chatId, '/start');
      const profile = { chatId, firstName: 'P', username: '' };
      const digest = chance.happens(0.25) ? ({ mode: 'hourly' } as const) : ({ mode: 'instant' } as const);
      const change = { emailAddress: address, addresses: {}, digest };
      await commitEffect(context, { profile, updateId: 1, change, answer: null }, [
        addressWrite(context, { address, chatId, label: '' }),
      ]);
    }
    const mails = Array.from({ length: 1 + chance.below(3) }, (_, index): SeedMail => {
      const token = `mail-${seed}-${index}-end`;
      const to = chance.happens(0.3) ? people : people.slice(0, 1);
      const body = chance.happens(0.3) ? encrypted : '\r\nHello.';
      const raw = `From: ann@example.com\r\nSubject: ${token}\r\n${body}`;
      return { id: `seed${seed}m${index}`, token, to, raw };
    });
    for (const { id, raw } of mails) world.bucket.set(`inbound/${id}`, Buffer.from(raw));
    return {
      chance,
      people,
      mails,
      pending: new Set(mails),
      jobs: [],
      startedMs: nowMs,
      nowMs,
      lostAnswers: 0,
      lostRecords: 0,
      partly: 0,
      taps: seed * 1_000,
      isCalm: false,
    };
  }

  /** A handler of an invocation that may die. */
  function invocation(run: Run) {
    const mortal = new Mortal(run.chance, run.isCalm ? { dies: 0 } : { dies: 0.5, fails: 0.02 });
    const api = new BotApi({ token: world.token, apiRoot: world.simulator.root });
    const context = { ...world.context, client: mortal.client(world.client), now: () => run.nowMs };
    const sendJob = (job: MailJob, afterMs: number) =>
      mortal.step('other', async () => void run.jobs.push({ job, at: run.nowMs + afterMs }));
    const rawMail = (key: string) => mortal.step('other', async () => world.bucket.get(key));
    const dependencies = {
      context,
      sender: mortal.sender(createTelegramSender(api)),
      rawMail,
      files: createMailFiles(rawMail, async () => 'https://files.example/'),
      deliverLater: (stateId: string, afterMs: number) => sendJob({ type: 'deliver', stateId }, afterMs),
      sendJob,
      summarise: async (input: Parameters<typeof extractSummary>[0]) => extractSummary(input),
      domain: 'mail.example',
      rawPrefix: 'inbound/',
      log: () => {},
    };
    return { mortal, dependencies, handle: createMailHandler(dependencies) };
  }
  const timed = { getRemainingTimeInMillis: () => 30_000 };

  async function receive(run: Run, mail: SeedMail): Promise<void> {
    const { mortal, handle } = invocation(run);
    const to = mail.to.map(({ address }) => address);
    try {
      await handle(sesEvent({ ...mail, to }, run.startedMs), timed);
      run.pending.delete(mail);
    } catch {
      run.pending.add(mail);
    }
    run.lostRecords += mortal.lost;
  }

  async function runJob(run: Run): Promise<void> {
    const index = run.jobs.findIndex(({ at }) => at <= run.nowMs);
    const [entry] = index < 0 ? [] : run.jobs.splice(index, 1);
    if (!entry) return;
    const { mortal, handle } = invocation(run);
    const record = { eventSource: 'aws:sqs', messageId: '1', body: JSON.stringify(entry.job) };
    const isRepeated = !run.isCalm && run.chance.happens(0.2);
    const answer = await handle({ Records: [record] }, timed).catch(() => undefined);
    run.lostRecords += mortal.lost;
    const isDone = answer?.batchItemFailures.length === 0;
    if (!isDone || isRepeated) run.jobs.push({ ...entry, at: run.nowMs + 30_000 });
  }

  async function digests(run: Run): Promise<void> {
    const { mortal, dependencies } = invocation(run);
    await sendDigests({ ...dependencies, leaseMs: 32_000, isOver: () => false }).catch(() => {});
    run.lostRecords += mortal.lost;
  }

  async function fault(run: Run): Promise<void> {
    const { chatId } = run.chance.oneOf(...(run.people as [Person, ...Person[]]));
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
    await world.people.post('/faults', {
      method: run.chance.oneOf('sendMessage', 'sendDocument'),
      chatId,
      ...kind,
    });
  }

  /** A person who had blocked the bot lets it write again, and brings back what was held. */
  async function restore(run: Run, { chatId }: Person): Promise<void> {
    await setReachable(world.context, chatId, true);
    const { mails } = await listHeld(world.context, chatId, { limit: 50 });
    for (const { stateId, subject } of mails) {
      run.taps += 1;
      restored += 1;
      if ((await timesShown(chatId, subject)) > 0) run.partly += 1;
      run.jobs.push({ job: { type: 'show', updateId: run.taps, chatId, stateId }, at: run.nowMs });
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
    );
    if (kind === 'receive' && mail)
      await Promise.all(twice ? [receive(run, mail), receive(run, mail)] : [receive(run, mail)]);
    else if (kind === 'job') await Promise.all(twice ? [runJob(run), runJob(run)] : [runJob(run)]);
    else if (kind === 'time') run.nowMs += chance.oneOf(200, 1_000, 20_000, 70_000);
    else if (kind === 'fault') await fault(run);
    else if (kind === 'digest' && run.chance.happens(0.2)) await digests(run);
  }

  /** What a chat shows: texts, and those that Telegram refused as texts and that went as files. */
  const shownTo = async (chatId: number): Promise<readonly string[]> =>
    Promise.all(
      (await world.people.messages(chatId)).map(async ({ text, document }) =>
        document?.name === 'message.txt' ? (await fetch(world.simulator.root + document.path)).text() : text,
      ),
    );

  async function timesShown(chatId: number, token: string): Promise<number> {
    // A link to the mail's file names it too.
    const named = new RegExp(`${token}(?!\\.eml)`);
    return (await shownTo(chatId)).filter((text) => named.test(text)).length;
  }

  /** Everything that is still to be done, as AWS does it: again and again until it succeeds. */
  async function settle(run: Run): Promise<void> {
    run.isCalm = true;
    // Those that nothing has met lost no answer.
    const unmet = (await (await fetch(`${world.simulator.root}/faults`)).json()) as readonly Fault[];
    run.lostAnswers -= unmet.filter(({ loseAnswer }) => loseAnswer).length;
    await fetch(`${world.simulator.root}/faults`, { method: 'DELETE' });
    await finish(run);
    for (const person of run.people) await restore(run, person);
    await finish(run);
  }

  async function finish(run: Run): Promise<void> {
    for (let round = 0; round < 40; round += 1) {
      for (const mail of run.pending) await receive(run, mail);
      run.nowMs += 70_000;
      for (let jobs = run.jobs.length; jobs > 0; jobs -= 1) await runJob(run);
      if (run.pending.size === 0 && run.jobs.length === 0) break;
    }
    run.nowMs += 3_600_000 + 10 * 60_000;
    await digests(run);
    for (let round = 0; round < 10 && run.jobs.length > 0; round += 1) {
      run.nowMs += 70_000;
      for (let jobs = run.jobs.length; jobs > 0; jobs -= 1) await runJob(run);
    }
  }

  it(`holds for ${seeds.length} seeds`, async () => {
    for (const [index, seed] of seeds.entries()) {
      const run = await begin(seed);
      for (let count = 6 + run.chance.below(14); count > 0; count -= 1) await act(run);
      await settle(run);
      let extra = -run.partly;
      for (const { token, to } of run.mails) {
        for (const { chatId } of to) {
          const seen = await timesShown(chatId, token);
          if (seen === 0) throw new Error(`Seed ${seed}: ${token} never came to ${chatId}.`);
          extra += seen - 1;
          summaries += 1;
        }
      }
      const { mails } = await listHeld(world.context, run.people[0]?.chatId ?? 0, { limit: 50 });
      if (mails.length > 0) throw new Error(`Seed ${seed}: ${mails[0]?.subject} is held after it was shown.`);
      const lost = run.lostAnswers + run.lostRecords;
      if (extra > lost)
        throw new Error(`Seed ${seed}: ${extra} summaries came twice, with ${lost} answers or records lost.`);
      // Time never goes back: the look for digests remembers how far it has come.
      world.advance(run.nowMs - world.context.now());
      repeated += extra;
      lostAnswers += run.lostAnswers;
      lostRecords += run.lostRecords;
      report(index + 1);
    }
    expect(repeated).toBeLessThanOrEqual(lostAnswers + lostRecords);
  }, 7_200_000);
});
