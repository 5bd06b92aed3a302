import { appendMessage } from '@switchboard/chat-core';
import type { AccountDependencies } from '../src/account/account-handler.ts';
import type { AccountJob } from '../src/account/account-job.ts';
import { threadIdOf, userIdOf } from '../src/chat/telegram-thread.ts';
import type { MailJob } from '../src/jobs/mail-job.ts';
import { rich } from '../src/telegram/rich-text.ts';
import type { TelegramSender } from '../src/telegram/telegram-sender.ts';
import { longestUpdateMs } from '../src/webhook/update-life.ts';
import type { BotWorld } from './bot-world.ts';
import type { ChatWorld } from './chat-world.ts';
import { createErasureWorld, type ErasureWorld, recordOf } from './erasure-world.ts';

/** What Telegram was asked to send waits until `open` is called. */
function gate(sender: TelegramSender) {
  const asked = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  const sendText: TelegramSender['sendText'] = async (message) => {
    asked.resolve();
    await opened.promise;
    return sender.sendText(message);
  };
  return { sender: { ...sender, sendText }, asked: asked.promise, open: opened.resolve };
}

describe('an erasure', () => {
  const chatId = 7_000_000_007;
  const threadId = threadIdOf(chatId, 1);
  const timed = { getRemainingTimeInMillis: () => 60_000 };
  let world: BotWorld;
  let chats: ChatWorld;
  let erasures: ErasureWorld;
  let again: AccountJob[];
  let jobs: MailJob[];

  beforeEach(async () => {
    erasures = await createErasureWorld();
    ({ world, chats } = erasures);
    again = [];
    jobs = [];
    await world.people.say(chatId, '/start');
    await world.people.heard(chatId, 1);
  });
  afterEach(() => erasures.stop());

  const erase = async (own: Partial<AccountDependencies> = {}) => {
    const handler = erasures.accountHandler({
      sendAgain: async (job) => void again.push(job),
      log: world.log,
      ...own,
    });
    const first: AccountJob = { type: 'erase', updateId: 1_000, messageId: 2, chatId, language: 'en' };
    expect(await handler(recordOf(again.at(-1) ?? first), timed)).toEqual({ batchItemFailures: [] });
  };
  /** Begins the erasure, and lets the time pass that the updates before it can take. */
  const begin = async () => {
    await erase();
    world.advance(longestUpdateMs);
  };
  const push = (sender: TelegramSender) => erasures.push(threadId, sender);
  const answerTo = (updateId: number, messageId = 2): MailJob => ({
    type: 'answer',
    updateId,
    messageId,
    chatId,
    parts: [{ type: 'text', text: rich('It is so.') }],
  });
  const doJob = (job: MailJob, sender: TelegramSender) => {
    const handler = erasures.mailHandler({
      sendJob: async (next) => void jobs.push(next),
      sender,
      log: world.log,
    });
    return handler(recordOf(job), timed);
  };
  const heard = async () => (await world.people.fromBot(chatId)).map(({ text }) => text);
  const stored = () => erasures.itemsNaming([String(chatId)]);

  /** What was sent before, and the receipt last. */
  const receiptAfter = (...texts: readonly string[]) => [
    expect.any(String),
    ...texts,
    expect.stringContaining('Deleted: '),
  ];

  it.each([
    ['registered', '/register'],
    ['only talks to the bot', '/help'],
  ])('waits for a message of a conversation that is being sent to somebody who %s', async (_, text) => {
    await world.people.say(chatId, text);
    await world.people.heard(chatId, 2);
    const author = { type: 'user', userId: userIdOf(chatId) } as const;
    const asking = { threadId, author, text: 'Hello', channel: 'telegram', clientMessageId: '1' } as const;
    await appendMessage(chats.chat, asking);
    await appendMessage(chats.chat, { threadId, author: { type: 'bot', name: 'rules' }, text: 'Hi' });
    const { sender, asked, open } = gate(world.sender);
    const pushing = push(sender);
    await asked;
    await begin();
    await erase();
    expect(again).toHaveLength(2);
    expect(await heard()).toHaveLength(2);
    open();
    await pushing;
    await erase();
    expect((await heard()).slice(1)).toEqual(receiptAfter('Hi'));
    expect(await stored()).toEqual([]);
    await push(world.sender);
    expect(await stored()).toEqual([]);
  });

  it('waits for an answer that is being sent', async () => {
    const { sender, asked, open } = gate(world.sender);
    const answering = doJob(answerTo(999), sender);
    await asked;
    await begin();
    await erase();
    expect(again).toHaveLength(2);
    open();
    await answering;
    await erase();
    expect(await heard()).toEqual(receiptAfter('It is so.'));
    expect(await stored()).toEqual([]);
  });

  it('names no numbers in the receipt if there was too much to count in half of its time', async () => {
    await world.people.say(chatId, '/register');
    await world.people.heard(chatId, 2);
    await begin();
    let nowMs = world.context.now();
    const now = () => {
      nowMs += 15_000;
      return nowMs;
    };
    await erase({ chat: { ...chats.chat, now, abortAfter: () => new AbortController().signal } });
    world.advance(10_000);
    await erase();
    expect((await heard()).at(-1)).toMatch(/^Deleted: everything\. /);
    expect(await stored()).toEqual([]);
  });

  it('is followed by no answer to an update before it, and by the answers to those after it', async () => {
    await world.people.post('/faults', { method: 'sendMessage', status: 429, retryAfter: 5 });
    await doJob(answerTo(998), world.sender);
    await begin();
    world.advance(70_000);
    await erase();
    for (const job of [...jobs, answerTo(999), answerTo(1_000)])
      expect(await doJob(job, world.sender)).toEqual({ batchItemFailures: [] });
    expect(await heard()).toEqual(receiptAfter());
    expect(await stored()).toEqual([]);
    await doJob(answerTo(1_001, 1_000), world.sender);
    expect((await heard()).at(-1)).toBe('It is so.');
  });
});
