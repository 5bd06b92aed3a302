import type { Update } from 'grammy/types';
import type { AccountJob } from '../src/account/account-job.ts';
import type { MailJob } from '../src/jobs/mail-job.ts';
import { rich } from '../src/telegram/rich-text.ts';
import type { HttpAnswer } from '../src/webhook/handle-webhook.ts';
import type { BotWorld } from './bot-world.ts';
import type { ChatWorld } from './chat-world.ts';
import { createErasureWorldWithoutWebhook, type ErasureWorld, recordOf } from './erasure-world.ts';
import { unharmed } from './seeds/mortal.ts';
import { mortalWebhook, posted } from './seeds/mortal-webhook.ts';
import { writtenUpdate } from './seeds/written-update.ts';
import { stepsFrom } from './steps.ts';

/** How long every function lives, milliseconds. */
const lifeMs = 15_000;
const timed = { getRemainingTimeInMillis: () => lifeMs };

describe('an update of somebody who is erased', () => {
  let world: BotWorld;
  let chats: ChatWorld;
  let erasures: ErasureWorld;
  let chatId = 7_000_000_000;
  let updateId = 1_000;
  const queues: {
    readonly aside: Update[];
    readonly jobs: MailJob[];
    readonly accountJobs: AccountJob[];
  } = { aside: [], jobs: [], accountJobs: [] };
  beforeAll(async () => {
    erasures = await createErasureWorldWithoutWebhook();
    ({ world, chats } = erasures);
  });
  afterAll(() => erasures.stop());

  const take = async (event: unknown, mortal = unharmed()) =>
    mortalWebhook({ world, chats }, mortal, {
      sender: world.sender,
      sendJob: async (job) => void queues.jobs.push(job),
      sendReply: async () => {},
      sendAccountJob: async (job) => void queues.accountJobs.push(job),
      setAside: async (update) => void queues.aside.push(update),
    })(event, timed);
  const post = async (update: Update, mortal = unharmed()) =>
    ((await take(posted(update), mortal)) as HttpAnswer).statusCode;

  async function account(job: AccountJob): Promise<void> {
    const handler = erasures.accountHandler({
      sendAgain: async (again) => void queues.accountJobs.push(again),
    });
    expect(await handler(recordOf(job), timed)).toEqual({ batchItemFailures: [] });
  }

  async function doJob(job: MailJob): Promise<void> {
    const handler = erasures.mailHandler({ sendJob: async (next) => void queues.jobs.push(next) });
    expect(await handler(recordOf(job), timed)).toEqual({ batchItemFailures: [] });
  }

  /** Every queue gives what it has until nothing is left. */
  async function drain(): Promise<void> {
    while (Object.values(queues).some(({ length }) => length > 0)) {
      world.advance(70_000);
      for (const job of queues.accountJobs.splice(0)) await account(job);
      for (const job of queues.jobs.splice(0)) await doJob(job);
      for (const update of queues.aside.splice(0)) await take(recordOf(update));
    }
  }

  const heard = async (id = chatId) => (await world.people.fromBot(id)).map(({ text }) => text);
  const stored = (ids = [chatId]) => erasures.itemsNaming(ids.map(String));
  const person = () => ({
    chat: { id: chatId, type: 'private' as const, first_name: 'Ann' },
    from: { id: chatId, is_bot: false, first_name: 'Ann' },
  });

  /** Somebody writes to the bot. @returns the update, which nobody has got */
  async function written(text: string): Promise<Update> {
    const { messageId } = await world.people.say(chatId, text);
    updateId += 1;
    return writtenUpdate({ updateId, chatId, messageId }, text);
  }

  /** Somebody taps a button of a message that the bot has sent before. */
  async function tapped(data: string): Promise<Update> {
    const { chat, from } = person();
    const buttons = [[{ text: 'Yes', data }]];
    const sent = await world.sender.sendText({ chatId, text: rich('A question'), buttons });
    const message_id = sent.outcome === 'sent' ? sent.messageId : 0;
    updateId += 1;
    const message = {
      chat,
      message_id,
      date: 0,
      reply_markup: { inline_keyboard: [[{ text: 'Yes', callback_data: data }]] },
    };
    return {
      update_id: updateId,
      callback_query: { id: `${updateId}`, from, chat_instance: '1', data, message },
    } as Update;
  }

  const kinds = {
    'a registration': () => written('/register'),
    'a setting': () => written('/digest hourly'),
    'a blocked sender': () => written('/block ann@example.com'),
    'a blocked domain': () => written('/block example.com'),
    'a new conversation': () => written('/newchat'),
    'a text': () => written('Hello'),
    'a question': () => written('/status'),
    'an export': () => written('/export'),
    'an answer that a bot offered': () => tapped('say:0'),
    'a second wish to be erased': () => tapped('erase:all'),
  };
  type Kind = keyof typeof kinds;
  const cases = (Object.keys(kinds) as Kind[]).flatMap((kind) =>
    (['before', 'after'] as const).map((order) => [kind, order] as const),
  );

  /** An update and the tap that asks for the erasure, in an order. */
  async function both(kind: Kind, order: 'before' | 'after') {
    const first = order === 'before' ? await kinds[kind]() : undefined;
    const erasing = await tapped('erase:all');
    return { erasing, update: first ?? (await kinds[kind]()) };
  }

  /** Somebody who is erased, an update of theirs, and what they were told. */
  interface Erased {
    readonly id: number;
    readonly updates: readonly Update[];
    readonly told: readonly string[];
    /** False if the update had fewer steps than were asked for. */
    readonly isStalled: boolean;
  }

  async function interleave(kind: Kind, order: 'before' | 'after', stallsAt: number): Promise<Erased> {
    chatId += 1;
    // A bot may write only to those who have written to it.
    for (const text of ['/register', 'Good morning']) await post(await written(text));
    const { erasing, update } = await both(kind, order);
    const mortal = unharmed(stallsAt);
    await mortal.begin(post(update, mortal));
    const { isStalled } = mortal;
    // The erasure comes as far as it can.
    await post(erasing);
    for (const job of queues.accountJobs.splice(0)) await account(job);
    // Telegram, which has got no answer, repeats the update meanwhile. Then the first try goes on.
    if (isStalled) expect(await post(update)).toBe(200);
    world.advance(lifeMs - 1);
    await mortal.wake();
    await drain();
    const told = await heard();
    expect(told.findIndex((text) => text.startsWith('Deleted: '))).toBe(told.length - 1);
    return { id: chatId, updates: [update, erasing], told, isStalled };
  }

  it.each(cases)(
    'I10: %s, sent %s that was asked for, stores and says nothing behind the receipt, at whatever step it is',
    async (kind, order) => {
      const erased: Erased[] = [];
      for (const stallsAt of stepsFrom(`${kind} ${order}`)) {
        const one = await interleave(kind, order, stallsAt);
        erased.push(one);
        if (!one.isStalled) break;
      }
      const ids = erased.map(({ id }) => id);
      expect(await stored(ids)).toEqual([]);
      // Both come once more, because their answers were lost.
      for (const { id, updates, told } of erased) {
        for (const again of updates) expect(await post(again)).toBe(200);
        await drain();
        expect(await heard(id)).toEqual(told);
      }
      expect(await stored(ids)).toEqual([]);
    },
  );

  it('is not answered behind the receipt if it is the tap that asked for the erasure, at whatever step it is', async () => {
    const ids: number[] = [];
    for (const stallsAt of stepsFrom('the tap')) {
      chatId += 1;
      ids.push(chatId);
      await post(await written('/register'));
      const erasing = await tapped('erase:all');
      const mortal = unharmed(stallsAt);
      await mortal.begin(post(erasing, mortal));
      const { isStalled } = mortal;
      for (const job of queues.accountJobs.splice(0)) await account(job);
      world.advance(lifeMs - 1);
      await mortal.wake();
      await drain();
      const told = await heard();
      expect(told.findIndex((text) => text.startsWith('Deleted: '))).toBe(told.length - 1);
      expect(await post(erasing)).toBe(200);
      await drain();
      expect(await heard()).toEqual(told);
      if (!isStalled) break;
    }
    expect(await stored(ids)).toEqual([]);
  });

  it('waits in one message, though each of its messages comes twice', async () => {
    chatId += 1;
    await post(await written('/register'));
    await post(await tapped('erase:all'));
    for (const job of queues.accountJobs.splice(0)) await account(job);
    const update = await written('Hello');
    await post(update);
    for (let hour = 0; hour < 6; hour += 1) {
      world.advance(3_600_000);
      const waiting = queues.aside.splice(0);
      for (const message of [...waiting, ...waiting]) await take(recordOf(message));
      // Telegram, too, may have missed the answer.
      await post(update);
      expect(queues.aside).toHaveLength(1);
    }
    await drain();
    expect((await heard()).at(-1)).toContain('Deleted: ');
    expect(await stored()).toEqual([]);
  });

  it('begins a new life if it was sent after the receipt, also where Telegram counts updates from the beginning again', async () => {
    chatId += 1;
    await post(await written('/register'));
    await post(await tapped('erase:all'));
    await drain();
    const told = await heard();
    updateId = 1;
    // The clocks of two machines differ: for two seconds nobody can tell what belongs to the new life.
    await post(await written('Hello again'));
    await post(await written('/register'));
    expect(queues.aside).toHaveLength(2);
    world.advance(2_001);
    for (const waiting of queues.aside.splice(0)) await take(recordOf(waiting));
    expect(queues.aside).toEqual([]);
    expect(await heard()).toEqual([...told, expect.stringContaining('@mail.example')]);
    expect(JSON.stringify(await stored())).toContain('Hello again');
  });
});
