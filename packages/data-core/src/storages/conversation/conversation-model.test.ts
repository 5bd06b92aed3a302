import fc from 'fast-check';
import { createTestClient, createTestTable } from '../../../test/test-table.ts';
import { ConversationNotFoundError } from './errors.ts';
import { userConversationsTable } from './user-conversations.table.ts';
import { UserConversations } from './user-conversations.ts';

const client = createTestClient();
let conversations: UserConversations;
let users = 0;

beforeAll(async () => {
  const tableName = await createTestTable(client, userConversationsTable);
  conversations = new UserConversations({ tableName, client, contentBytes: 256, now: () => 1000 });
});

/** What a user's conversations are to be: nothing but lists of turns. */
interface Model {
  readonly chats: Map<number, { language: string; turns: string[] }>;
  lastChatId: number;
  current: number | null;
}

type Step = (userId: number, model: Model) => Promise<void>;

const chatId = fc.integer({ min: 1, max: 3 });
const turnNumber = fc.integer({ min: 1, max: 40 });

/** Both do it, or both find no conversation. */
async function agree(exists: boolean, work: () => Promise<unknown>): Promise<boolean> {
  if (exists) await work();
  else await expect(work()).rejects.toBeInstanceOf(ConversationNotFoundError);
  return exists;
}

const startIn =
  (language: string): Step =>
  async (userId, model) => {
    const { chatId } = await conversations.start(userId, { language });
    model.lastChatId += 1;
    model.current = model.lastChatId;
    model.chats.set(model.lastChatId, { language, turns: [] });
    expect(chatId).toBe(model.lastChatId);
  };

/** There is something to append to from the beginning. */
const begin = startIn('en');
const start = fc.constantFrom('en', 'de').map(startIn);

/** Some turns come again, some without their time, some with a time that is long past. */
const append = fc.tuple(chatId, turnNumber, fc.boolean()).map(
  ([chat, n, timed]): Step =>
    async (userId, model) => {
      const turns = model.chats.get(chat)?.turns;
      const turn = { id: `t${n}`, role: 'user', text: 'x'.repeat(n), ...(timed && { at: n }) };
      const isNew = !turns?.includes(turn.id);
      await agree(turns !== undefined, async () => {
        expect((await conversations.append(userId, chat, turn)).appended).toBe(isNew);
      });
      if (isNew) turns?.push(turn.id);
    },
);

const switchTo = chatId.map(
  (chat): Step =>
    async (userId, model) => {
      if (await agree(model.chats.has(chat), () => conversations.switchTo(userId, chat)))
        model.current = chat;
    },
);

const setLanguage = chatId.map(
  (chat): Step =>
    async (userId, model) => {
      const known = model.chats.get(chat);
      await agree(known !== undefined, () => conversations.setLanguage(userId, chat, 'cs'));
      if (known) known.language = 'cs';
    },
);

const remove = chatId.map(
  (chat): Step =>
    async (userId, model) => {
      expect(await conversations.delete(userId, chat)).toBe(model.chats.delete(chat));
      if (model.current === chat) model.current = null;
    },
);

const readBack = fc
  .tuple(chatId, fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 9 }), fc.boolean())
  .map(
    ([chat, from, limit, forward]): Step =>
      async (userId, model) => {
        const turns = model.chats.get(chat)?.turns;
        const cursor = forward ? { after: from } : { before: from };
        await agree(turns !== undefined, async () => {
          const page = await conversations.history(userId, chat, { ...cursor, limit });
          const expected = forward
            ? turns?.slice(from, from + limit)
            : turns?.slice(0, from - 1).slice(-limit);
          expect(page.turns.map(({ id }) => id)).toEqual(expected);
        });
      },
  );

const step = fc.oneof(
  { arbitrary: start, weight: 1 },
  { arbitrary: append, weight: 14 },
  { arbitrary: switchTo, weight: 1 },
  { arbitrary: setLanguage, weight: 1 },
  { arbitrary: remove, weight: 1 },
  { arbitrary: readBack, weight: 4 },
);

/** A few by default; one in twenty `SEEDS` in the long runs. */
// biome-ignore lint/style/noProcessEnv: how the person who runs the tests chooses
const numRuns = Math.max(4, Math.ceil(Number(process.env.SEEDS ?? 0) / 20));

describe('the conversations of a user', () => {
  it('are what a simple model of them is, whatever is done in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 60, size: 'max' }), async (steps) => {
        users += 1;
        const model: Model = { chats: new Map(), lastChatId: 0, current: null };
        for (const act of [begin, ...steps]) await act(users, model);
        const { conversations: listed } = await conversations.list(users);
        expect(listed.map(({ chatId, language, turnCount }) => [chatId, language, turnCount])).toEqual(
          [...model.chats].map(([id, { language, turns }]) => [id, language, turns.length]).reverse(),
        );
        expect((await conversations.current(users))?.chatId ?? null).toBe(model.current);
      }),
      { numRuns },
    );
  });
});
