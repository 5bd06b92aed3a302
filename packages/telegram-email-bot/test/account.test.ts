import { randomUUID } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { appendMessage, recordConnect, startDuty } from '@switchboard/chat-core';
import { DynamoLock } from '@switchboard/data-core';
import { chatLogTable, locksTable, statesTable } from '@switchboard/data-core/tables';
import { until } from '@switchboard/telegram-simulator/people';
import { createAccountHandler } from '../src/account/account-handler.ts';
import type { AccountJob } from '../src/account/account-job.ts';
import { threadIdOf, userIdOf } from '../src/chat/telegram-thread.ts';
import { advanceCursor, slotOf } from '../src/digests/digest-store.ts';
import { sendDigests } from '../src/digests/send-digests.ts';
import { deliverJob } from '../src/jobs/mail-job.ts';
import type { QueueAnswer } from '../src/jobs/queue-event.ts';
import type { NoticeDependencies } from '../src/notices/deliver-notice.ts';
import { BotApi } from '../src/telegram/bot-api.ts';
import { createTelegramSender } from '../src/telegram/telegram-sender.ts';
import { reserveSlot } from '../src/users/pace.ts';
import { longestUpdateMs } from '../src/webhook/update-life.ts';
import { type BotWorld, createBotWorld } from './bot-world.ts';
import { type ChatWorld, chatWorld, tableIn } from './chat-world.ts';

const mail = 'From: Ann <ann@example.com>\r\nSubject: The plan\r\n\r\nThe plan is ready.';

/** The same value with the names of its fields in order, so that two copies of it compare equal as JSON. */
const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .toSorted(([left], [right]) => (left < right ? -1 : 1))
            .map(([name, field]) => [name, sorted(field)]),
        )
      : value;

/** What a person asks for. */
type Asked = Exclude<AccountJob, { readonly type: 'migrate' }>;

describe('everything that is stored about a person', () => {
  let world: BotWorld;
  let chats: ChatWorld;
  /** What sending a notice needs. */
  let notices: () => NoticeDependencies;
  let run: (job: AccountJob, leftMs?: number) => Promise<QueueAnswer>;
  /** Begins an erasure, and goes on with it when the updates that came in before have ended. */
  let erase: (job: AccountJob) => Promise<QueueAnswer>;
  const again: AccountJob[] = [];
  /** What an export waits for before it sends a file. */
  let isHeld: () => Promise<void>;
  beforeEach(async () => {
    again.length = 0;
    isHeld = async () => {};
    const made = chatWorld();
    world = await createBotWorld({}, made.factory);
    chats = await made.world;
    const tables = {
      userConversations: world.tables.userConversations,
      states: await tableIn(world, statesTable),
      chatLog: await tableIn(world, chatLogTable),
    };
    const api = new BotApi({ token: world.token, apiRoot: world.simulator.root, newId: randomUUID });
    const sender = createTelegramSender(api);
    notices = () => ({
      context: world.context,
      sender,
      deliverLater: async (claim, afterMs) =>
        void world.jobs.push({ job: deliverJob(claim), at: world.context.now() + afterMs }),
      log: world.log,
    });
    const handler = createAccountHandler({
      ...notices(),
      chat: chats.chat,
      tables,
      attachments: chats.attachments,
      locks: new DynamoLock({
        tableName: await tableIn(world, locksTable),
        client: world.client,
        now: world.context.now,
      }),
      sender: {
        ...sender,
        sendDocument: async (message) => {
          await isHeld();
          return sender.sendDocument(message);
        },
      },
      announcer: chats.announcer,
      deleteRaw: async (key) => void world.bucket.delete(key),
      sendAgain: async (job) => void again.push(job),
    });
    erase = async (job) => {
      await run(job);
      world.advance(longestUpdateMs);
      return run(job);
    };
    run = (job, leftMs = 60_000) => {
      // The message that the last call has put it off by.
      const newest = again.findLast(({ type, updateId }) => type === job.type && updateId === job.updateId);
      const body = JSON.stringify(newest ?? job);
      return handler(
        { Records: [{ eventSource: 'aws:sqs', messageId: '1', body }] },
        { getRemainingTimeInMillis: () => leftMs },
      );
    };
  });
  afterEach(async () => {
    await world.stop();
    chats.close();
  });

  const heard = (chatId = 7) => world.people.fromBot(chatId);
  const said = async (text: string, chatId = 7) => {
    const before = (await heard(chatId)).length;
    await world.people.say(chatId, text);
    return (await world.people.heard(chatId, before + 1)).at(-1);
  };
  /** A person with two addresses, a blocked sender, a mail that came, one that is held, and a conversation. */
  async function live(chatId = 7): Promise<string> {
    const address = await world.register(chatId);
    await said('/new shop', chatId);
    await said('/block spam.example', chatId);
    await said('/digest daily 8:00 Europe/Berlin', chatId);
    await world.receive({ to: address, raw: mail });
    world.advance(2_000);
    await world.receive({ to: address, raw: 'From: x@spam.example\r\nSubject: Win\r\n\r\nWin.' });
    await said('/digest instant', chatId);
    world.advance(2_000);
    await world.receive({ to: address, raw: mail });
    world.advance(2_000);
    await world.runJobs();
    const before = chats.toBot.published.length;
    await world.people.say(chatId, 'Hello bot', {
      file: { name: 'a.txt', mimeType: 'text/plain', text: 'a' },
    });
    await until(() => (chats.toBot.published.length > before ? true : undefined));
    return address;
  }
  /** Every item of every table. */
  async function everything(): Promise<readonly string[]> {
    const { threads, messages, connections } = chats.chat.tables;
    const names = [...Object.values(world.tables), threads, messages, connections];
    const pages = await Promise.all(
      names.map((TableName) => world.client.send(new ScanCommand({ TableName }))),
    );
    return pages.flatMap(({ Items = [] }) => Items.map((item) => JSON.stringify(sorted(item))));
  }
  const erasure = async (chatId = 7): Promise<Asked> => {
    const question = await said('/delete', chatId);
    await world.people.tap(chatId, question?.messageId ?? 0, 'erase:all');
    await until(async () =>
      (await heard(chatId)).at(-1)?.text.startsWith('Everything is being deleted') ? true : undefined,
    );
    return until(() => {
      const job = world.accountJobs.at(-1);
      return job?.type === 'migrate' ? undefined : job;
    });
  };

  it('comes as a file after /export', async () => {
    const address = await live();
    expect((await said('/export'))?.text).toContain('Your data is being collected');
    const [job] = world.accountJobs;
    if (job) expect(await run(job)).toEqual({ batchItemFailures: [] });
    const document = (await heard()).at(-1)?.document;
    expect(document?.name).toBe('export-2026-11-21-1.json');
    const file = await (await fetch(`${world.simulator.root}${document?.path}`)).text();
    const tables = new Set((JSON.parse(file) as { table: string }[]).map(({ table }) => table));
    expect([...tables].sort()).toEqual([
      'email-processing-state',
      'messages',
      'partitioned_keys',
      'telegram-users',
      'threads',
      'user_conversations',
    ]);
    for (const text of ['spam.example', 'The plan', 'Hello bot', address]) expect(file).toContain(text);
  });

  it('is exported once, however often the job comes', async () => {
    await live();
    await said('/export');
    const [job] = world.accountJobs;
    if (job) for (const _ of [1, 2, 3]) await run(job);
    expect((await heard()).filter(({ document }) => document)).toHaveLength(1);
  });

  it('is exported to somebody who only talks to the bot too', async () => {
    await world.people.say(7, 'Hello bot');
    await until(() => (chats.toBot.published.length > 0 ? true : undefined));
    await run({ type: 'export', updateId: 5, messageId: 1, chatId: 7, language: 'en' });
    expect((await heard()).at(-1)?.document).toBeDefined();
  });

  it('waits with an export as long as Telegram asks for', async () => {
    await live();
    await world.people.post('/faults', { method: 'sendDocument', status: 429, retryAfter: 5 });
    const job = { type: 'export', updateId: 5, messageId: 1, chatId: 7, language: 'en' } as const;
    await run(job);
    expect(again).toEqual([{ ...job, putOffBy: 1 }]);
    world.advance(5_000);
    await run(job);
    expect((await heard()).filter(({ document }) => document)).toHaveLength(1);
  });

  it('is kept where the person answers /delete with Keep', async () => {
    const address = await live();
    const question = await said('/delete');
    expect(question?.buttons.flat().map(({ text }) => text)).toEqual(['Delete everything', 'Keep']);
    await world.people.tap(7, question?.messageId ?? 0, 'erase:nothing');
    await until(async () => ((await heard()).at(-1)?.text === 'Nothing was deleted.' ? true : undefined));
    expect(world.accountJobs).toEqual([]);
    expect((await said('/addresses'))?.text).toContain(address);
  });

  it('is deleted from every table and the bucket, and the person gets a receipt', async () => {
    const others = await live(8);
    const before = new Set(await everything());
    const own = await live();
    const job = await erasure();
    expect(await erase(job)).toEqual({ batchItemFailures: [] });
    const receipt = (await heard()).at(-1)?.text ?? '';
    expect(receipt).toMatch(
      /^Deleted: 2 addresses, 3 mails, 1 conversation, 1 message and \d+ other entries\. Nothing is stored about you any more\.\n\nReceipt: 2026-11-21T10:00:\d\dZ-[0-9a-f]{16}$/,
    );
    const left = (await everything()).filter((item) => !before.has(item));
    // What is left names nobody: that the job was done, marks under a hash, and numbers of updates.
    const known = [
      `erase.${job.updateId}`,
      '"partitionKey":"erased.',
      '"partitionKey":"telegram-erased.',
      '"partitionKey":"telegram-update.',
    ];
    expect(left.filter((item) => known.every((part) => !item.includes(part)))).toEqual([]);
    expect(left.join()).not.toMatch(/"7"|-7"|:7[,}]|plan|spam/);
    expect(left.join()).not.toContain(own);
    // The three mails of the other person, and what they sent in their conversation.
    expect(world.bucket.size).toBe(3);
    expect([...chats.files.values()].filter(({ length }) => length > 0)).toHaveLength(1);
    await world.receive({ to: others, raw: mail });
    expect((await world.people.messages(8)).at(-1)?.text).toContain('The plan is ready');
  });

  it('is told to operators who do nothing, so that its conversations leave their lists', async () => {
    await recordConnect(chats.chat, { userId: 'olga', connectionId: 'desk' });
    await startDuty(chats.chat, 'olga');
    await live();
    const job = await erasure();
    expect(await erase(job)).toEqual({ batchItemFailures: [] });
    const told = chats.posted.filter((post) => post.includes('thread.notFound'));
    expect(told).toEqual([expect.stringMatching(/^desk .*"threadId":"telegram-7\./)]);
  });

  it('is deleted with the mails of a digest that waits until Telegram takes it, and with those that were held', async () => {
    const before = new Set(await everything());
    const address = await world.register(7);
    await said('/block eve@example.com');
    await said('/digest hourly');
    await world.receive({ to: address, raw: mail });
    await world.receive({ to: address, raw: 'From: eve@example.com\r\nSubject: Win\r\n\r\nWin.' });
    world.advance(2 * 3_600_000);
    // The chat gets another message at this moment.
    await reserveSlot(world.context, 7);
    await sendDigests({ ...notices(), leaseMs: 32_000, isOver: () => false });
    expect(world.jobs).toHaveLength(1);
    world.advance(5_000);
    // The list names the held mail as well.
    const list = await said('/quarantine');
    expect(list?.text).toContain('Win');
    const job = await erasure();
    world.advance(60_000);
    expect(await erase(job)).toEqual({ batchItemFailures: [] });
    expect((await heard()).at(-1)?.text).toContain('Deleted: 1 address, 2 mails and ');
    const left = (await everything()).filter((item) => !before.has(item));
    expect(left.join()).not.toMatch(/:7[,}]|plan/);
  });

  it('is deleted with a digest that nobody has sent for days', async () => {
    const before = new Set(await everything());
    const address = await world.register(7);
    await said('/digest hourly');
    await world.receive({ to: address, raw: mail });
    await advanceCursor(world.context, slotOf(world.context.now()));
    world.advance(3 * 86_400_000);
    await erase(await erasure());
    const left = (await everything()).filter((item) => !before.has(item));
    expect(left.join()).not.toMatch(/"7"|"7\.mail"|:7[,}]|plan/);
  });

  it('has buttons that say so once it is deleted', async () => {
    await live();
    const summary = (await heard()).find(({ buttons }) => buttons.flat().some(({ data }) => data === 'full'));
    await erase(await erasure());
    const told = await heard();
    const before = (await world.people.notices(7)).length;
    await world.people.tap(7, summary?.messageId ?? 0, 'full');
    await until(async () => ((await world.people.notices(7)).length > before ? true : undefined));
    expect((await world.people.notices(7)).at(-1)?.text).toBe('This mail is no longer there.');
    expect([await heard(), world.jobs]).toEqual([told, []]);
  });

  it('gets no more mail once it is deleted, and starts over with /register', async () => {
    const address = await live();
    const job = await erasure();
    await erase(job);
    const count = (await heard()).length;
    await world.receive({ to: address, raw: mail });
    expect(await heard()).toHaveLength(count);
    world.advance(3_000);
    const fresh = await world.register(7);
    expect(fresh).not.toBe(address);
    await run(job);
    world.advance(2_000);
    await world.receive({ to: fresh, raw: mail });
    expect((await heard()).at(-1)?.text).toContain('The plan is ready');
  });

  it('is not begun again by an earlier update that was set aside', async () => {
    await live();
    const job = await erasure();
    await erase(job);
    const before = await everything();
    const count = (await heard()).length;
    const earlier = (offset: number, text: string) => ({
      update_id: job.updateId - offset,
      message: {
        message_id: 1,
        date: 0,
        chat: { id: 7, type: 'private', first_name: 'Ann' },
        from: { id: 7, is_bot: false, first_name: 'Ann' },
        text,
        ...(text[0] === '/' && { entities: [{ type: 'bot_command', offset: 0, length: text.length }] }),
      },
    });
    world.setAside.push(earlier(3, 'Hello from before'), earlier(2, '/register'), earlier(1, '/newchat'));
    await world.redrive();
    expect(world.setAside).toEqual([]);
    expect(await heard()).toHaveLength(count);
    expect(await everything()).toEqual(before);
  });

  it('is deleted in several calls where the time ends first', async () => {
    await live();
    const job = await erasure();
    await run(job);
    world.advance(longestUpdateMs);
    await run(job, 9_000);
    expect(again).toMatchObject([job, job]);
    expect((await heard()).at(-1)?.text).not.toContain('Receipt');
    world.advance(1_000);
    await run(job);
    expect((await heard()).at(-1)?.text).toContain('Receipt');
  });

  it('is counted in the receipt as in the tables and in the export, also if the erasure takes several calls', async () => {
    await live();
    const threadId = threadIdOf(7, 1);
    const [bot, user] = [
      { type: 'bot', name: 'rules' },
      { type: 'user', userId: userIdOf(7) },
    ] as const;
    for (const author of [bot, user, bot]) {
      const said = { threadId, author, text: 'And so on', clientMessageId: randomUUID() };
      expect(await appendMessage(chats.chat, said)).toMatchObject({ outcome: 'stored' });
    }
    const countOf = async (TableName: string, isMeant: (item: Record<string, unknown>) => boolean) =>
      ((await world.client.send(new ScanCommand({ TableName }))).Items ?? []).filter(isMeant).length;
    const { threads, messages } = chats.chat.tables;
    const stored = [
      await countOf(
        world.tables.partitionedKeys,
        ({ partitionKey, chatId }) => chatId === 7 && String(partitionKey).startsWith('mail-address.'),
      ),
      await countOf(world.tables.emailProcessingState, ({ facts }) => facts !== undefined),
      await countOf(threads, () => true),
      await countOf(messages, () => true),
    ];
    expect(stored).toEqual([2, 3, 1, 4]);
    await run({ type: 'export', updateId: 1, messageId: 1, chatId: 7, language: 'en' });
    const path = (await heard()).at(-1)?.document?.path;
    const exported = await (await fetch(`${world.simulator.root}${path}`)).json();
    const job = await erasure();
    await run(job);
    world.advance(longestUpdateMs);
    await run(job, 9_000);
    world.advance(1_000);
    await run(job);
    const numbers = ((await heard()).at(-1)?.text.split('.')[0]?.match(/\d+/g) ?? []).map(Number);
    expect(numbers.slice(0, 4)).toEqual(stored);
    expect(numbers.reduce((sum, number) => sum + number, 0)).toBe((exported as unknown[]).length);
  });

  it('gets its receipt later if Telegram gives no answer, and what is asked for before that has no effect', async () => {
    await live();
    const job = await erasure();
    await world.people.post('/faults', { method: 'sendMessage', status: 502 });
    expect((await erase(job)).batchItemFailures).toEqual([]);
    await world.people.say(7, '/register');
    await until(() => world.setAside.length > 0 || undefined);
    await world.redrive();
    expect(world.setAside).toHaveLength(1);
    world.advance(120_000);
    await world.runJobs();
    const told = await heard();
    expect(told.at(-1)?.text).toContain('Receipt');
    const before = await everything();
    await world.redrive();
    expect(world.setAside).toEqual([]);
    expect(await heard()).toEqual(told);
    expect(await everything()).toEqual(before);
    world.advance(3_000);
    expect((await said('/addresses'))?.text).toContain('no address');
  });

  it('is left alone by an erasure and an export that were asked for before the receipt, and come later', async () => {
    await live();
    const job = await erasure();
    const others = (['erase', 'export'] as const).map((type, index) => ({
      ...job,
      type,
      updateId: job.updateId + 1 + index,
    }));
    await run(job);
    world.advance(longestUpdateMs);
    for (const other of others) expect(await run(other)).toEqual({ batchItemFailures: [] });
    await run(job);
    const told = await heard();
    expect(told.at(-1)?.text).toContain('Receipt');
    world.advance(3_000);
    await world.register(7);
    for (const other of others) await run({ ...other, updateId: other.updateId + 2 });
    expect((await said('/addresses'))?.text).not.toContain('no address');
    expect(await heard()).toHaveLength(told.length + 2);
  });

  it('is deleted once an export that is being sent has ended', async () => {
    await live();
    const [job, asked] = [await erasure(), Promise.withResolvers<void>()];
    const opened = Promise.withResolvers<void>();
    isHeld = async () => {
      asked.resolve();
      await opened.promise;
    };
    const exporting = run({ ...job, type: 'export', updateId: job.updateId - 1 });
    await asked.promise;
    await erase(job);
    expect((await heard()).at(-1)?.text).not.toContain('Receipt');
    opened.resolve();
    await exporting;
    expect((await heard()).at(-1)?.document).toBeDefined();
    await run(job);
    expect((await heard()).at(-1)?.text).toContain('Receipt');
  });

  it('keeps a raw mail that was also for others, and says so', async () => {
    const mine = await world.register(7);
    const theirs = await world.register(8);
    await world.receive({ to: [mine, theirs], raw: mail });
    await erase(await erasure());
    expect((await heard()).at(-1)?.text).toContain('Mails that were also for others');
    expect(world.bucket.size).toBe(1);
    const seen = (await world.people.messages(8)).at(-1);
    await world.people.tap(8, seen?.messageId ?? 0, 'full');
    await until(() => (world.jobs.length > 0 ? true : undefined));
    await world.runJobs();
    expect((await world.people.messages(8)).at(-1)?.text).toContain('The plan is ready.');
  });

  it('is asked for and answered in German too', async () => {
    await said('/language de');
    expect((await said('/export'))?.text).toContain('zusammengestellt');
    const question = await said('/delete');
    expect(question?.text).toContain('Alles löschen');
    await erase({
      type: 'erase',
      updateId: 99,
      messageId: question?.messageId ?? 0,
      chatId: 7,
      language: 'de',
    });
    expect((await heard()).at(-1)?.text).toContain('Quittung');
  });

  it.each([
    ['no JSON', '{'],
    ['another job', '{"type":"burn","updateId":1,"chatId":7,"language":"en"}'],
  ])('is left alone by a message that is %s', async (_, body) => {
    const handler = createAccountHandler({ log: world.log } as Parameters<typeof createAccountHandler>[0]);
    const answer = await handler(
      { Records: [{ eventSource: 'aws:sqs', messageId: '1', body }] },
      { getRemainingTimeInMillis: () => 1_000 },
    );
    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: '1' }]);
    expect(world.logs.at(-1)).toMatchObject({
      event: 'account.failed',
      error: { code: 'account.unreadable' },
    });
  });
});
