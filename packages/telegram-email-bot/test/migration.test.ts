import { queryMessages } from '@switchboard/chat-core';
import { until } from '@switchboard/telegram-simulator/people';
import type { AccountJob } from '../src/account/account-job.ts';
import { sendDigests } from '../src/digests/send-digests.ts';
import { deliverJob } from '../src/jobs/mail-job.ts';
import { countFromSender } from '../src/senders/sender-store.ts';
import { reserveSlot } from '../src/users/pace.ts';
import { longestUpdateMs } from '../src/webhook/update-life.ts';
import type { BotWorld } from './bot-world.ts';
import type { ChatWorld } from './chat-world.ts';
import { createErasureWorld, type ErasureWorld, recordOf } from './erasure-world.ts';
import { unharmed } from './seeds/mortal.ts';
import { stepsUpTo } from './steps.ts';

const note = (subject: string, from = 'ann@example.com') =>
  `From: ${from}\r\nSubject: ${subject}\r\n\r\n${subject} is what this mail is about.`;

describe('a group that becomes a supergroup', () => {
  const group = -5;
  let world: BotWorld;
  let chats: ChatWorld;
  let erasures: ErasureWorld;
  let address: string;
  const again: AccountJob[] = [];
  beforeEach(async () => {
    again.length = 0;
    erasures = await createErasureWorld();
    ({ world, chats } = erasures);
    address = addressIn(await say('/register'));
  });
  afterEach(() => erasures.stop());

  const heard = async (chatId: number) =>
    (await world.people.messages(chatId)).filter(({ from }) => from === 'bot');
  async function say(text: string, chatId = group): Promise<string> {
    const before = (await heard(chatId)).length;
    await world.people.say(chatId, text, { from: 1 });
    return (await world.people.heard(chatId, before + 1)).at(-1)?.text ?? '';
  }
  const addressIn = (text: string): string => /\S+@\S+/.exec(text)?.[0] ?? '';

  async function run(job: AccountJob): Promise<void> {
    const handler = erasures.accountHandler({
      sendAgain: async (later) => void again.push(later),
      log: world.log,
    });
    const timed = { getRemainingTimeInMillis: () => 60_000 };
    expect(await handler(recordOf(job), timed)).toEqual({ batchItemFailures: [] });
  }
  /** The group becomes a supergroup. @returns its id, and what the bot has to do about it */
  async function becomes(): Promise<{ readonly chatId: number; readonly job: AccountJob }> {
    const { chatId } = (await world.people.post(`/users/${group}/migrate`)) as { chatId: number };
    const job = await until(() => world.accountJobs.find(({ type }) => type === 'migrate'));
    return { chatId, job };
  }
  async function migrate(): Promise<number> {
    const { chatId, job } = await becomes();
    await run(job);
    world.advance(5_000);
    return chatId;
  }
  async function pass(hours: number): Promise<void> {
    for (let tick = 0; tick < hours * 12; tick += 1) {
      world.advance(300_000);
      await sendDigests({
        context: world.context,
        sender: world.sender,
        deliverLater: async (claim, afterMs) =>
          void world.jobs.push({ job: deliverJob(claim), at: world.context.now() + afterMs }),
        leaseMs: 32_000,
        isOver: () => false,
        log: world.log,
      });
    }
  }

  it('gets the mail to the group’s addresses, whose settings it keeps', async () => {
    await say('/language de');
    await say('/block spam.example');
    await say('/block bob@example.com');
    const chatId = await migrate();
    await world.receive({ to: address, raw: note('Apples') });
    expect((await heard(chatId)).at(-1)?.text).toContain('Apples');
    expect(await say('/addresses', chatId)).toContain(address);
    expect(await say('/block', chatId)).toMatch(/bob@example\.com\nspam\.example/);
    expect(await countFromSender(world.context, chatId, 'bob@example.com')).toMatchObject({
      verdict: 'blocked',
    });
  });

  it('finds what was held, and can bring it back', async () => {
    await say('/pause');
    await world.receive({ to: address, raw: note('Apples') });
    const chatId = await migrate();
    expect(await say('/quarantine', chatId)).toContain('Apples');
    const list = (await heard(chatId)).at(-1);
    await world.people.tap(chatId, list?.messageId ?? 0, list?.buttons[0]?.[0]?.data ?? '');
    await until(() => (world.jobs.length > 0 ? true : undefined));
    await world.runJobs();
    expect((await heard(chatId)).at(-1)?.text).toContain('Apples is what this mail is about.');
    expect(await say('/quarantine', chatId)).not.toContain('Apples');
  });

  it('is told in the morning what was held before', async () => {
    await say('/pause');
    await world.receive({ to: address, raw: note('Apples') });
    const chatId = await migrate();
    await pass(24);
    expect((await heard(chatId)).at(-1)?.text).toMatch(/^One mail was held back/);
  });

  it('gets the digest of mails that came before', async () => {
    await say('/digest hourly');
    await world.receive({ to: address, raw: note('Apples') });
    const chatId = await migrate();
    await pass(2);
    const digests = (await heard(chatId)).filter(({ text }) => text.startsWith('One mail'));
    expect(digests.map(({ text }) => text)).toEqual([expect.stringContaining('Apples')]);
  });

  it('gets everything though somebody has talked to the bot there before', async () => {
    const { chatId, job } = await becomes();
    await reserveSlot(world.context, chatId, { chats: 'everyone' });
    await run(job);
    world.advance(5_000);
    await world.receive({ to: address, raw: note('Apples') });
    expect((await heard(chatId)).at(-1)?.text).toContain('Apples');
  });

  it('keeps an address that it was given before', async () => {
    const { chatId, job } = await becomes();
    const own = addressIn(await say('/register', chatId));
    await run(job);
    await run(job);
    const listed = await say('/addresses', chatId);
    expect(listed).toContain(own);
    expect(listed).toContain(address);
  });

  it('gets what the work on a mail that was under way has left to the group', async () => {
    await say('/pause');
    const { chatId, job } = await becomes();
    const send = world.client.send.bind(world.client);
    let isMigrated = false;
    jest.spyOn(world.client, 'send').mockImplementation(async (command: object) => {
      const input: unknown = Reflect.get(command, 'input');
      const isEnding = JSON.stringify(input).includes('telegram-quarantine');
      if (isEnding && !isMigrated) {
        isMigrated = true;
        await run(job);
      }
      return send(command as never);
    });
    await world.receive({ to: address, raw: note('Apples') });
    jest.restoreAllMocks();
    expect(again).toHaveLength(1);
    world.advance(70_000);
    await run(again[0] as AccountJob);
    expect(again).toHaveLength(1);
    expect(await say('/quarantine', chatId)).toContain('Apples');
  });

  it('goes on with its conversation', async () => {
    const bot = '@simulated_1000_bot';
    await world.people.say(group, `Hello ${bot}`, { from: 1 });
    const texts = async () => {
      const threadId = `telegram-${group}.1`;
      const page = await queryMessages(chats.chat, { threadId, direction: 'forward', limit: 100 });
      return page.outcome === 'page' ? page.messages.map(({ text }) => text) : [];
    };
    await until(async () => ((await texts()).length === 1 ? true : undefined));
    const chatId = await migrate();
    await world.people.say(chatId, `Still here ${bot}`, { from: 1 });
    await until(async () => ((await texts()).length === 2 ? true : undefined));
    expect(await texts()).toEqual(['Hello', 'Still here']);
    expect(await say('/chats', chatId)).toContain('1. Hello · this one');
  });

  it('exports everything that the group had', async () => {
    await world.receive({ to: address, raw: note('Apples') });
    await say('/pause');
    await world.receive({ to: address, raw: note('Pears') });
    await world.people.say(group, 'Hello @simulated_1000_bot', { from: 1 });
    await until(() => (chats.toBot.published.length > 0 ? true : undefined));
    const chatId = await migrate();
    await say('/export', chatId);
    await run(await until(() => world.accountJobs.find(({ type }) => type === 'export')));
    const file = (await heard(chatId)).at(-1)?.document;
    const exported = (await (await fetch(`${world.simulator.root}${file?.path}`)).json()) as unknown[];
    const items = exported.map((item) => JSON.stringify(item));
    for (const words of [address, 'Apples', 'Pears', 'Hello']) expect(items.join()).toContain(words);
    expect(new Set(items).size).toBe(items.length);
  });

  it('is erased with everything that the group had', async () => {
    await world.receive({ to: address, raw: note('Apples') });
    await say('/pause');
    await world.people.say(group, 'Hello @simulated_1000_bot', { from: 1 });
    await until(() => (chats.toBot.published.length > 0 ? true : undefined));
    const chatId = await migrate();
    await say('/delete', chatId);
    const question = (await heard(chatId)).at(-1);
    await world.people.tap(chatId, question?.messageId ?? 0, 'erase:all');
    const erasure = await until(() => world.accountJobs.find(({ type }) => type === 'erase'));
    await run(erasure);
    world.advance(longestUpdateMs);
    await run(again.at(-1) as AccountJob);
    world.advance(70_000);
    await run(again.at(-1) as AccountJob);
    expect((await heard(chatId)).at(-1)?.text).toContain('Receipt');
    expect(await erasures.itemsNaming([address, 'Apples', 'Hello', `telegram-${group}`])).toEqual([]);
    expect(world.bucket.size).toBe(0);
  });

  /** Everything of the supergroup is erased, as its people ask for it; the jobs that come back are done as well. */
  async function eraseAll(chatId: number): Promise<void> {
    await say('/delete', chatId);
    const question = (await heard(chatId)).at(-1);
    await world.people.tap(chatId, question?.messageId ?? 0, 'erase:all');
    await run(await until(() => world.accountJobs.find(({ type }) => type === 'erase')));
    await settle();
  }
  async function settle(): Promise<void> {
    for (let rounds = 0; again.length > 0; rounds += 1) {
      expect(rounds).toBeLessThan(30);
      world.advance(20_000);
      for (const job of again.splice(0)) await run(job);
    }
  }
  const left = () =>
    erasures.itemsNaming([address, 'Apples', 'Hello', `telegram-${group}`, `"chat_id":${group}`]);

  it('is erased with everything that the group had, though its migration comes after the receipt', async () => {
    await world.receive({ to: address, raw: note('Apples') });
    await world.people.say(group, 'Hello @simulated_1000_bot', { from: 1 });
    await until(() => (chats.toBot.published.length > 0 ? true : undefined));
    const { chatId, job } = await becomes();
    await eraseAll(chatId);
    expect((await heard(chatId)).at(-1)?.text).toContain('Receipt');
    await run(job);
    await settle();
    expect(await left()).toEqual([]);
    expect(world.bucket.size).toBe(0);
  });

  it.each(stepsUpTo('the migration', 24))(
    'is erased with everything that the group had, at step %i of its migration',
    async (stallsAt) => {
      await world.receive({ to: address, raw: note('Apples') });
      await say('/block bob@example.com');
      const { chatId, job } = await becomes();
      const mortal = unharmed(stallsAt);
      const handler = erasures.accountHandler({
        context: { ...world.context, client: mortal.client(world.client) },
        sendAgain: async (later) => void again.push(later),
        log: world.log,
      });
      await mortal.begin(handler(recordOf(job), { getRemainingTimeInMillis: () => 60_000 }));
      await say('/delete', chatId);
      const question = (await heard(chatId)).at(-1);
      await world.people.tap(chatId, question?.messageId ?? 0, 'erase:all');
      await run(await until(() => world.accountJobs.find(({ type }) => type === 'erase')));
      world.advance(longestUpdateMs);
      for (const later of again.splice(0)) await run(later);
      await mortal.wake();
      await settle();
      expect((await heard(chatId)).at(-1)?.text).toContain('Receipt');
      expect(await left()).toEqual([]);
      expect(await erasures.itemsNaming(['bob@example.com'])).toEqual([]);
    },
  );
});
