import { randomUUID } from 'node:crypto';
import { BatchWriteCommand, DeleteCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import { until } from '@switchboard/telegram-simulator/people';
import { advanceCursor, slotOf } from '../src/digests/digest-store.ts';
import { sendDigests } from '../src/digests/send-digests.ts';
import { loopMark } from '../src/inbound/mail-kind.ts';
import { deliverJob } from '../src/jobs/mail-job.ts';
import { BotApi } from '../src/telegram/bot-api.ts';
import { createTelegramSender } from '../src/telegram/telegram-sender.ts';
import { setReachable } from '../src/users/user-store.ts';
import { type BotWorld, createBotWorld } from './bot-world.ts';

const hourMs = 3_600_000;
const note = (subject: string, from = 'ann@example.com') =>
  `From: ${from}\r\nSubject: ${subject}\r\n\r\n${subject} is what this mail is about.`;

describe('a digest', () => {
  let world: BotWorld;
  let address: string;
  beforeEach(async () => {
    world = await createBotWorld();
    address = await world.register(7);
    // Somebody has just looked: the first look of all goes back a day.
    await advanceCursor(world.context, slotOf(world.context.now()) - 1);
  });
  afterEach(() => world.stop());

  const digests = (isOver = () => false, client = world.client) =>
    sendDigests({
      context: { ...world.context, client },
      sender: createTelegramSender(
        new BotApi({ token: world.token, apiRoot: world.simulator.root, newId: randomUUID }),
      ),
      deliverLater: async (claim, afterMs) => {
        world.jobs.push({ job: deliverJob(claim), at: world.context.now() + afterMs });
      },
      leaseMs: 32_000,
      isOver,
      log: world.log,
    });
  /** A client whose first deletes fail: so many of them. */
  function failingAtDeletes(count: number): typeof world.client {
    let left = count;
    const client: typeof world.client = Object.create(world.client);
    const send = async (command: Parameters<typeof client.send>[0]) => {
      if (command instanceof BatchWriteCommand && left-- > 0) throw new Error('busy');
      return world.client.send(command);
    };
    return Object.assign(client, { send });
  }
  const heard = () => world.people.fromBot(7);
  const say = async (text: string) => {
    const before = (await heard()).length;
    await world.people.say(7, text);
    return (await world.people.heard(7, before + 1)).at(-1)?.text;
  };
  /** Two mails, one after the other: those of one millisecond have no order. */
  const receiveBoth = async () => {
    for (const subject of ['Apples', 'Pears']) {
      await world.receive({ to: address, raw: note(subject) });
      world.advance(1);
    }
  };
  const sentDigests = async () => (await heard()).filter(({ text }) => /^(One mail|\d+ mails)/.test(text));
  const user = async () =>
    (await world.client.send(new GetCommand({ TableName: world.tables.telegramUsers, Key: { chat_id: 7 } })))
      .Item;
  /** Lets time pass as the schedule does: a look every half an hour. */
  async function pass(hours: number): Promise<void> {
    for (let half = 0; half < hours * 2; half += 1) {
      world.advance(hourMs / 2);
      await digests();
      await world.runJobs();
    }
  }

  it('has the mails of an hour in one message, and comes once', async () => {
    await say('/digest hourly');
    await receiveBoth();
    expect(await sentDigests()).toEqual([]);
    await pass(3);
    expect((await sentDigests()).map(({ text }) => text)).toEqual([
      '2 mails\n\n1. Apples – ann@example.com\nApples is what this mail is about.\n\n' +
        '2. Pears – ann@example.com\nPears is what this mail is about.',
    ]);
    expect(await user()).toMatchObject({
      email_count: 2,
      last_summary_time: expect.stringMatching(/^2026-11-21T1[12]/),
    });
  });

  it('comes at the local time of its user, each day', async () => {
    await say('/digest daily 18:00 America/New_York');
    for (const day of ['Monday', 'Tuesday']) {
      await world.receive({ to: address, raw: note(day) });
      await pass(24);
    }
    const dates = (await sentDigests()).map(({ date }) => new Date(date * 1000).toISOString().slice(0, 13));
    expect(dates).toEqual(['2026-11-21T23', '2026-11-22T23']);
  });

  it('is never empty', async () => {
    await say('/digest hourly');
    await pass(5);
    expect(await heard()).toHaveLength(2);
  });

  it('shows a mail by its button', async () => {
    await say('/digest hourly');
    await receiveBoth();
    await pass(2);
    const digest = (await sentDigests())[0];
    expect(digest?.buttons.flat().map(({ text }) => text)).toEqual(['1', '2']);
    await world.people.tap(7, digest?.messageId ?? 0, 'mail:1');
    await until(() => (world.jobs.length > 0 ? true : undefined));
    await world.runJobs();
    expect((await heard()).at(-1)?.text).toContain('Pears is what this mail is about.');
  });

  it('is not answered where it tells of several mails: nobody knows which one is meant', async () => {
    await say('/digest hourly');
    await receiveBoth();
    await pass(2);
    const [digest] = await sentDigests();
    await world.people.say(7, 'Thanks', { replyTo: digest?.messageId });
    expect((await world.people.heard(7, 4)).at(-1)?.text).toMatch(/^That message tells of several mails/);
    expect([world.replies, world.said]).toEqual([[], []]);
  });

  it('that had to wait for Telegram still knows its mails', async () => {
    await say('/digest hourly');
    await receiveBoth();
    world.advance(hourMs);
    await world.people.post('/faults', { method: 'sendMessage', status: 429, retryAfter: 30 });
    await pass(2);
    const [digest, ...others] = await sentDigests();
    expect(others).toEqual([]);
    await world.people.tap(7, digest?.messageId ?? 0, 'mail:0');
    await until(() => (world.jobs.length > 0 ? true : undefined));
    await world.runJobs();
    expect((await heard()).at(-1)?.text).toContain('Apples is what this mail is about.');
    expect(await user()).toMatchObject({ email_count: 3 });
  });

  it('of many mails takes several messages, at Telegram’s pace, and loses none', async () => {
    await say('/digest hourly');
    for (let count = 1; count <= 23; count += 1) {
      await world.receive({ to: address, raw: note(`Mail number ${count}`, `a${count}@example.com`) });
    }
    await pass(2);
    const texts = (await sentDigests()).map(({ text }) => text);
    expect(texts).toHaveLength(3);
    for (let count = 1; count <= 23; count += 1) {
      expect(texts.join('\n').match(new RegExp(`Mail number ${count} –`, 'g'))).toHaveLength(1);
    }
    expect(await user()).toMatchObject({ email_count: 23 });
  });

  it('keeps mails of the same millisecond apart, and so does the quarantine', async () => {
    await say('/digest hourly');
    await say('/block spam.example');
    for (const subject of ['Apples', 'Pears']) {
      await world.receive({ to: address, raw: note(subject) });
      await world.receive({ to: address, raw: note(`Spam ${subject}`, 'x@spam.example') });
    }
    await pass(2);
    expect((await sentDigests())[0]?.text).toMatch(/^2 mails/);
    expect(await say('/quarantine')).toMatch(/Spam Pears[\s\S]*Spam Apples|Spam Apples[\s\S]*Spam Pears/);
  });

  it('is sent once by functions that run at the same time', async () => {
    await say('/digest hourly');
    await world.receive({ to: address, raw: note('Apples') });
    world.advance(hourMs + 10 * 60_000);
    await Promise.allSettled([digests(), digests(), digests()]);
    await pass(1);
    expect(await sentDigests()).toHaveLength(1);
  });

  it('that Telegram gives no answer to is sent soon after, and others are sent meanwhile', async () => {
    const other = await world.register(8);
    for (const chatId of [7, 8]) {
      await world.people.say(chatId, '/digest hourly');
      await world.people.heard(chatId, 2);
    }
    await world.receive({ to: address, raw: note('Apples') });
    await world.receive({ to: other, raw: note('Pears') });
    await world.people.post('/faults', { method: 'sendMessage', status: 502, chatId: 7 });
    world.advance(hourMs + 10 * 60_000);
    await digests();
    expect((await world.people.messages(8)).at(-1)?.text).toContain('Pears');
    expect(world.logs.map(({ event }) => event)).toContain('notice.delayed');
    await pass(1);
    expect((await sentDigests()).map(({ text }) => text)).toEqual([expect.stringContaining('Apples')]);
  });

  it('that failed comes before the next one of its chat, which does not take the same mails', async () => {
    await say('/digest hourly');
    await world.receive({ to: address, raw: note('Apples') });
    world.advance(hourMs);
    await world.receive({ to: address, raw: note('Pears') });
    world.advance(hourMs + 6 * 60_000);
    await digests(undefined, failingAtDeletes(1));
    await pass(2);
    expect((await sentDigests()).map(({ text }) => text.split('\n')[0])).toEqual(['2 mails']);
  });

  it('that is held does not come again where the function died before it was recorded', async () => {
    await say('/digest hourly');
    await receiveBoth();
    world.advance(hourMs + 6 * 60_000);
    const blocked = { status: 403, description: 'Forbidden: bot was blocked by the user' };
    await world.people.post('/faults', { method: 'sendMessage', chatId: 7, ...blocked });
    await digests(undefined, failingAtDeletes(Number.POSITIVE_INFINITY));
    expect((await user())?.status).toBe('blocked');
    await digests();
    await setReachable(world.context, 7, true);
    await pass(3);
    expect(await sentDigests()).toEqual([]);
    expect(await say('/quarantine')).toMatch(/(Apples|Pears)(.|\n)*(Apples|Pears)/);
  });

  it('waits until the person wants mail again', async () => {
    await say('/digest hourly');
    await world.receive({ to: address, raw: note('Apples') });
    await say('/deactivate');
    await pass(3);
    expect(await sentDigests()).toEqual([]);
    await say('/activate');
    await world.receive({ to: address, raw: note('Pears') });
    await pass(2);
    expect((await sentDigests()).map(({ text }) => text)).toEqual([
      expect.stringMatching(/Apples[\s\S]*Pears/),
    ]);
  });

  it('comes when the person wants mail again, though no other mail does', async () => {
    await say('/digest hourly');
    await world.receive({ to: address, raw: note('Apples') });
    await say('/deactivate');
    await pass(3);
    await say('/activate');
    await pass(2);
    expect((await sentDigests()).map(({ text }) => text)).toEqual([expect.stringContaining('Apples')]);
    await pass(2);
    expect(await sentDigests()).toHaveLength(1);
  });

  it.each([
    ['at once', undefined],
    ['after it had to wait', { method: 'sendMessage', status: 429, retryAfter: 30 }],
  ])(
    'of a person who has blocked the bot, found out %s, leaves its mails in the quarantine',
    async (_, first) => {
      await say('/digest hourly');
      await world.receive({ to: address, raw: note('Apples') });
      if (first) await world.people.post('/faults', first);
      await world.people.post('/faults', {
        method: 'sendMessage',
        status: 403,
        description: 'Forbidden: bot was blocked by the user',
      });
      await pass(3);
      expect(await user()).toMatchObject({ status: 'blocked', email_count: 0 });
      await world.people.post('/users/7/block');
      await world.people.post('/users/7/unblock');
      await until(async () => ((await user())?.status === 'active' ? true : undefined));
      await pass(2);
      expect(await sentDigests()).toEqual([]);
      expect(await say('/quarantine')).toContain('Apples');
      const list = (await heard()).at(-1);
      await world.people.tap(7, list?.messageId ?? 0, list?.buttons.flat()[0]?.data ?? '');
      await until(() => (world.jobs.length > 0 ? true : undefined));
      await world.runJobs();
      expect((await heard()).at(-1)?.text).toContain('Apples is what this mail is about.');
      expect(await say('/quarantine')).not.toContain('Apples');
    },
  );

  it.each([
    ['of somebody who is blocked', '', 'you blocked the sender'],
    ['that came back', 'own', 'it is one of your own mails that came back'],
  ])('says each morning what was held back %s, and nothing where nothing was', async (_, kind, reason) => {
    await say('/block spam.example');
    const header = kind === 'own' ? `X-Switchboard-Loop: ${loopMark(address)}\r\n` : '';
    const from = kind === 'own' ? 'ann@example.com' : 'x@spam.example';
    await world.receive({ to: address, raw: header + note('Win', from) });
    await pass(24);
    const held = (await heard()).filter(({ text }) => text.startsWith('One mail was held back'));
    expect(held).toHaveLength(1);
    expect(new Date((held[0]?.date ?? 0) * 1000).toISOString()).toMatch(/^2026-11-22T08/);
    expect(held[0]?.text).toContain(reason);
    await pass(24);
    expect((await heard()).filter(({ text }) => text.includes('held back:'))).toHaveLength(1);
  });

  it('is left for the next look where the time ends', async () => {
    await say('/digest hourly');
    await world.receive({ to: address, raw: note('Apples') });
    world.advance(hourMs + 10 * 60_000);
    expect(await digests(() => true)).toBe(0);
    expect(await sentDigests()).toEqual([]);
    await digests();
    expect(await sentDigests()).toHaveLength(1);
  });

  it('is found by the first look of all where it fell due within a day, and not before', async () => {
    const { client, tables } = world.context;
    const cursor = { partitionKey: 'telegram-digests', sortKey: 'cursor' };
    await client.send(new DeleteCommand({ TableName: tables.partitionedKeys, Key: cursor }));
    await say('/digest hourly');
    await receiveBoth();
    world.advance(25 * hourMs + hourMs / 2);
    await digests();
    expect(await sentDigests()).toEqual([]);
    await client.send(new DeleteCommand({ TableName: tables.partitionedKeys, Key: cursor }));
    await world.receive({ to: address, raw: note('Plums') });
    world.advance(23 * hourMs);
    await digests();
    expect((await sentDigests()).map(({ text }) => text.slice(0, 7))).toEqual(['3 mails']);
  });
});
