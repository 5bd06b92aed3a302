import {
  announceMessage,
  announceQueue,
  appendMessage,
  changeOwner,
  readThread,
  recordConnect,
  startDuty,
} from '@switchboard/chat-core';
import type { AccountJob } from '../src/account/account-job.ts';
import { threadIdOf, userIdOf } from '../src/chat/telegram-thread.ts';
import type { BotWorld } from './bot-world.ts';
import type { ChatWorld } from './chat-world.ts';
import { createErasureWorldWithoutWebhook, type ErasureWorld, recordOf } from './erasure-world.ts';
import { unharmed } from './seeds/mortal.ts';
import { stepsFrom } from './steps.ts';

/** How long every function lives, milliseconds. */
const lifeMs = 15_000;
const timed = { getRemainingTimeInMillis: () => lifeMs };

/** What the operator writes. No item contains it after the erasure. */
const words = 'Olga looks into it';

/** What the operator does, one after the other. */
const takeover = ['claim', 'message', 'release'] as const;
type Act = (typeof takeover)[number];

/** The outcome of each while the conversation is there. */
const done: Readonly<Record<Act, string>> = { claim: 'changed', message: 'stored', release: 'changed' };

describe('an operator in a conversation of somebody who is erased', () => {
  let world: BotWorld;
  let chats: ChatWorld;
  let erasures: ErasureWorld;
  let chatId = 7_000_000_000;
  let threadId: string;
  const again: AccountJob[] = [];
  beforeAll(async () => {
    erasures = await createErasureWorldWithoutWebhook();
    ({ world, chats } = erasures);
    await recordConnect(chats.chat, { userId: 'olga', connectionId: 'desk' });
  });
  afterAll(() => erasures.stop());

  /** What the operator does, as the function behind the console does it. @returns what it came to */
  async function act(what: Act, mortal = unharmed()): Promise<string> {
    const context = { ...chats.chat, client: mortal.client(world.client) };
    const announcer = { ...chats.announcer, outbound: mortal.publisher(chats.outbound.publisher) };
    if (what === 'message') {
      const before = await readThread(context, threadId);
      const author = { type: 'operator', userId: 'olga' } as const;
      const said = await appendMessage(context, { threadId, author, text: words, clientMessageId: 'said' });
      if (said.outcome === 'stored') {
        await announceMessage(context, announcer, said.message, said);
        await announceQueue(context, announcer, before, said.head);
      }
      return said.outcome;
    }
    const change = { threadId, userId: 'olga', change: { type: what } };
    const changed = await changeOwner(context, change);
    if (changed.outcome === 'changed') await announceQueue(context, announcer, changed.before, changed.head);
    return changed.outcome;
  }

  const push = () => erasures.push(threadId);

  /** One invocation of the erasure. */
  async function erase(mortal = unharmed()): Promise<void> {
    const context = { ...world.context, client: mortal.client(world.client) };
    const handler = erasures.accountHandler({
      context,
      chat: { ...chats.chat, client: context.client },
      sender: mortal.sender(world.sender),
      sendAgain: (job) => mortal.step('other', async () => void again.push(job)),
    });
    const updateId = chatId % 1_000_000;
    const asked: AccountJob = { type: 'erase', updateId, messageId: 1, chatId, language: 'en' };
    expect(await handler(recordOf(again.at(-1) ?? asked), timed)).toEqual({ batchItemFailures: [] });
  }

  const heard = async () => (await world.people.fromBot(chatId)).map(({ text }) => text);
  const isErased = async () => (await heard()).some((text) => text.startsWith('Deleted: '));

  /** Runs deliveries and the erasure, as AWS does, until nothing is left to do. */
  async function settle(): Promise<void> {
    for (let rounds = 0; !(await isErased()); rounds += 1) {
      expect(rounds).toBeLessThan(20);
      world.advance(70_000);
      await push();
      await erase();
    }
    world.advance(70_000);
    await push();
  }

  /** A conversation that waits for an operator, who has done what comes before an act. */
  async function begin(next: Act): Promise<void> {
    chatId += 1;
    threadId = threadIdOf(chatId, 1);
    again.length = 0;
    await startDuty(chats.chat, 'olga');
    await world.people.say(chatId, '/start');
    const author = { type: 'user', userId: userIdOf(chatId) } as const;
    const asking = { threadId, author, text: 'A person, please', channel: 'telegram' } as const;
    await appendMessage(chats.chat, { ...asking, clientMessageId: '1' });
    const bot = { type: 'bot', name: 'rules' } as const;
    const handOver = { threadId, author: bot, text: 'One moment', answersThrough: 1, handOver: true };
    expect(await appendMessage(chats.chat, handOver)).toMatchObject({ outcome: 'stored' });
    await push();
    world.advance(3_000);
    for (const before of takeover.slice(0, takeover.indexOf(next))) await act(before);
    await push();
    world.advance(3_000);
  }

  /** What must hold once the receipt has come. @param outcome what the operator was told */
  async function check(what: Act, outcome: string | undefined): Promise<void> {
    const told = await heard();
    expect(told.findIndex((text) => text.startsWith('Deleted: '))).toBe(told.length - 1);
    expect([done[what], 'noThread']).toContain(outcome);
    expect(await act(what)).toBe('noThread');
    await push();
    expect(await heard()).toEqual(told);
    expect(await erasures.itemsNaming([String(chatId), words])).toEqual([]);
  }

  it('stores and sends nothing behind the receipt if they take over, at whatever step the erasure is', async () => {
    const outcomes = new Set<string>();
    for (const stallsAt of stepsFrom('the erasure')) {
      expect(stallsAt).toBeLessThan(150);
      await begin('claim');
      await erase();
      world.advance(70_000);
      const mortal = unharmed(stallsAt);
      await mortal.begin(erase(mortal));
      const { isStalled } = mortal;
      for (const what of takeover) {
        const outcome = await act(what);
        expect([done[what], 'noThread']).toContain(outcome);
        outcomes.add(outcome);
        if (what === 'message') await push();
      }
      await mortal.wake();
      await settle();
      await check('message', 'noThread');
      if (!isStalled) break;
    }
    expect([...outcomes].toSorted()).toEqual(['changed', 'noThread', 'stored']);
  });

  it.each(takeover)(
    'stores and sends nothing behind the receipt by a %s, at whatever step it is',
    async (what) => {
      const outcomes = new Set<string>();
      for (const stallsAt of stepsFrom(what)) {
        expect(stallsAt).toBeLessThan(60);
        await begin(what);
        const mortal = unharmed(stallsAt);
        let outcome: string | undefined;
        await mortal.begin(
          act(what, mortal).then((given) => {
            outcome = given;
          }),
        );
        const { isStalled } = mortal;
        await settle();
        await mortal.wake();
        await push();
        outcomes.add(outcome ?? 'none');
        await check(what, outcome);
        if (!isStalled) break;
      }
      expect([...outcomes].toSorted()).toEqual([done[what], 'noThread'].toSorted());
    },
  );
});
