import { randomUUID } from 'node:crypto';
import { queryMessages } from '@switchboard/chat-core';
import { KeyValueCounter, UserConversations } from '@switchboard/data-core';
import { findAddress } from '../../src/addresses/address-store.ts';
import { TelegramConversations } from '../../src/chat/conversations.ts';
import { createTelegramChat } from '../../src/chat/telegram-chat.ts';
import { threadIdOf } from '../../src/chat/telegram-thread.ts';
import { readUser } from '../../src/users/user-store.ts';
import { createWebhook, type HttpAnswer, triesNamespace } from '../../src/webhook/handle-webhook.ts';
import { endingWithUpdate } from '../../src/webhook/update-time.ts';
import { type BotWorld, createBotWorld } from '../bot-world.ts';
import { type ChatWorld, chatWorld } from '../chat-world.ts';
import { type Chance, chanceFrom } from './chance.ts';
import { Mortal } from './mortal.ts';
import { seeds } from './seed-runs.ts';

const secret = 'secret-of-the-webhook';
const constant = (value: string) => ({ get: async () => value, refresh: async () => value });

describe('I10: an update takes effect once, whatever Telegram repeats', () => {
  let world: BotWorld;
  let chats: ChatWorld;
  let deaths = 0;
  let stalled = 0;
  /** What was seen, now and then in a long run. */
  const report = (done: number): void => {
    if (done === seeds.length || done % 100 === 0)
      process.stdout.write(
        `I10: ${done} seeds, ${done * 6} updates, ${deaths} invocations died, ${stalled} were given up and went on later.\n`,
      );
  };
  beforeAll(async () => {
    const made = chatWorld();
    world = await createBotWorld({}, made.factory);
    chats = await made.world;
  });
  afterAll(async () => {
    await world.stop();
    chats.close();
  });

  /** A webhook of an invocation that may die. */
  async function invoke(
    mortal: Mortal,
    update: object,
    remainingMs = 30_000,
  ): Promise<HttpAnswer | undefined> {
    const client = endingWithUpdate(mortal.client(world.client));
    const context = { ...world.context, client };
    const conversations = new TelegramConversations(
      new UserConversations({ tableName: world.tables.userConversations, client, now: context.now }),
    );
    const dependencies = {
      context: { ...chats.chat, client, newId: randomUUID, limits: {} },
      conversations,
      publisher: chats.toBot.publisher,
      announcer: chats.announcer,
      attachments: chats.attachments,
      download: async () => new Uint8Array(),
      log: () => {},
    };
    const webhook = createWebhook({
      context,
      conversations,
      chat: createTelegramChat(dependencies),
      domain: 'mail.example',
      randomBytes: world.randomBytes,
      sendJob: async () => {},
      sendReply: async () => {},
      sendAccountJob: async () => {},
      tries: new KeyValueCounter({
        tableName: world.tables.keys,
        client: client,
        now: context.now,
        namespace: triesNamespace,
      }),
      setAside: async () => {
        throw new Error('In this run every update succeeds before it would be set aside.');
      },
      token: constant(await world.token.get()),
      webhookSecret: constant(secret),
      apiRoot: world.simulator.root,
      log: () => {},
    });
    const headers = { 'x-telegram-bot-api-secret-token': secret };
    const answer = await webhook(
      { headers, body: JSON.stringify(update) },
      { getRemainingTimeInMillis: () => remainingMs },
    );
    return answer as HttpAnswer;
  }

  const updateOf = (updateId: number, chatId: number, text: string) => ({
    update_id: updateId,
    message: {
      message_id: updateId,
      date: 0,
      chat: { id: chatId, type: 'private', first_name: 'Ann' },
      from: { id: chatId, is_bot: false, first_name: 'Ann' },
      text,
      ...(text.startsWith('/') && {
        entities: [{ type: 'bot_command', offset: 0, length: text.split(' ')[0]?.length }],
      }),
    },
  });

  /** An invocation whose update has no more than some milliseconds: the function keeps four seconds for itself. */
  const hurriedMs = 4_040;

  /**
   * Telegram's part: an update comes until it is answered 2xx, and now and then once more.
   *
   * @param sleepers invocations that were given up, and may go on at any time
   */
  async function give(chance: Chance, update: object, sleepers: Mortal[]): Promise<void> {
    const answers = new Set<string>();
    for (let tries = 0; ; tries += 1) {
      if (tries < 3 && chance.happens(0.15)) {
        const sleeper = new Mortal(chance, { dies: 0, stalls: true });
        sleepers.push(sleeper);
        stalled += 1;
        const answer = await invoke(sleeper, update, hurriedMs).catch(() => undefined);
        if (answer?.statusCode === 200) answers.add(answer.body);
        continue;
      }
      const mortal = new Mortal(chance, tries < 3 ? { dies: 0.6, fails: 0.02 } : { dies: 0 });
      const answer = await invoke(mortal, update).catch(() => undefined);
      if (answer?.statusCode !== 200) {
        deaths += 1;
        continue;
      }
      answers.add(answer.body);
      if (!chance.happens(0.3)) break;
    }
    expect([...answers]).toHaveLength(1);
  }

  it(`holds for ${seeds.length} seeds`, async () => {
    for (const [index, seed] of seeds.entries()) {
      const chance = chanceFrom(seed);
      const chatId = 1_000_000 + seed;
      const said: string[] = [];
      const sleepers: Mortal[] = [];
      let addresses = 0;
      let digest: string | undefined;
      for (let number = 1; number <= 6; number += 1) {
        const updateId = seed * 100 + number;
        const kind = chance.oneOf('new', 'register', 'digest', 'say', 'say', 'newchat');
        const text = {
          new: `/new label${number}`,
          register: '/register',
          digest: `/digest ${chance.oneOf('hourly', 'instant')}`,
          say: `text ${number}`,
          newchat: '/newchat',
        }[kind];
        await give(chance, updateOf(updateId, chatId, text), sleepers);
        while (sleepers.length > 0 && chance.happens(0.3)) await sleepers.shift()?.wake();
        world.advance(1_000);
        if (kind === 'new' || (kind === 'register' && addresses === 0)) addresses += 1;
        if (kind === 'digest') digest = text.slice('/digest '.length);
        if (kind === 'say') said.push(text);
      }
      for (const sleeper of sleepers) await sleeper.wake();
      const user = await readUser(world.context, chatId);
      const own = Object.keys(user?.addresses ?? {});
      const known = await Promise.all(own.map((address) => findAddress(world.context, address)));
      const conversations = new TelegramConversations(
        new UserConversations({ tableName: world.tables.userConversations, client: world.client }),
      );
      const listed = await conversations.list(chatId, 20);
      const stored: string[] = [];
      for (let thread = 1; thread <= 12; thread += 1) {
        const threadId = threadIdOf(chatId, thread);
        const page = await queryMessages(chats.chat, { threadId, direction: 'forward', limit: 100 });
        if (page.outcome === 'page') stored.push(...page.messages.map(({ text }) => text));
      }
      const seen = {
        addresses: known.filter((item) => item?.chatId === chatId).length,
        digest: user?.digest.mode,
        said: stored,
      };
      const due = { addresses, digest: digest ?? (user === undefined ? undefined : 'instant'), said };
      if (JSON.stringify(seen) !== JSON.stringify(due))
        throw new Error(`Seed ${seed}: ${JSON.stringify(seen)} in place of ${JSON.stringify(due)}.`);
      // Conversations in which nothing was said are one at most: the current one.
      const empty = listed.conversations.filter(({ title }) => title === '');
      if (empty.length > 1)
        throw new Error(`Seed ${seed}: ${empty.length} conversations were begun without a message.`);
      report(index + 1);
    }
  }, 7_200_000);
});
