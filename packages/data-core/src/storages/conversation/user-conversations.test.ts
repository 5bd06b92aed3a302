import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { createTestClient, createTestTable } from '../../../test/test-table.ts';
import { ConversationNotFoundError, TurnTooLargeError } from './errors.ts';
import type { NumberedTurn } from './turn.ts';
import { userConversationsTable } from './user-conversations.table.ts';
import { UserConversations } from './user-conversations.ts';

const client = createTestClient();
const t0 = 1_700_000_000_000;
let tableName: string;
let nowMs: number;
let conversations: UserConversations;
let lastUser = 0;

beforeAll(async () => {
  tableName = await createTestTable(client, userConversationsTable);
});

beforeEach(() => {
  nowMs = t0;
  conversations = new UserConversations({ tableName, client, now: () => nowMs, contentBytes: 512 });
});

const newUser = () => {
  lastUser += 1;
  return lastUser;
};
const turn = (n: number, text = `turn ${n}`) => ({
  id: `t${n}`,
  role: n % 2 ? 'user' : 'assistant',
  text,
  at: t0 + n,
});
const itemsOf = async (userId: number) => {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: tableName,
      KeyConditionExpression: 'user_id = :user',
      ExpressionAttributeValues: { ':user': userId },
      ConsistentRead: true,
    }),
  );
  return Items;
};
const wholeHistory = async (userId: number, chatId: number, limit = 7) => {
  const turns: NumberedTurn[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const page = await conversations.history(userId, chatId, { after, limit });
    turns.push(...page.turns);
    after = page.after;
  }
  return turns;
};

describe('the conversations of a user', () => {
  it('are numbered 1, 2, 3, and the one that was started last is the current one', async () => {
    const user = newUser();
    expect(await conversations.current(user)).toBeNull();
    expect(await conversations.start(user, { language: 'de' })).toEqual({
      userId: user,
      chatId: 1,
      language: 'de',
      content: [],
      turnCount: 0,
      createdAt: t0,
      updatedAt: t0,
    });
    expect(await conversations.start(user)).toMatchObject({ chatId: 2, language: 'en' });
    expect(await conversations.current(user)).toMatchObject({ chatId: 2 });
  });

  it('fault: the counter was not atomic: they get different numbers however many are started at once', async () => {
    const user = newUser();
    const started = await Promise.all(Array.from({ length: 32 }, () => conversations.start(user)));
    expect(started.map(({ chatId }) => chatId).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 32 }, (_, n) => n + 1),
    );
    expect(await conversations.current(user)).not.toBeNull();
  });

  it('can be switched between', async () => {
    const user = newUser();
    await conversations.start(user);
    await conversations.start(user);
    await conversations.switchTo(user, 1);
    expect(await conversations.current(user)).toMatchObject({ chatId: 1 });
    await expect(conversations.switchTo(user, 3)).rejects.toBeInstanceOf(ConversationNotFoundError);
    expect(await conversations.current(user)).toMatchObject({ chatId: 1 });
  });

  it('are listed, the last first, page by page, without their turns', async () => {
    const user = newUser();
    for (const language of ['en', 'de', 'cs']) await conversations.start(user, { language });
    for (let n = 1; n <= 40; n += 1) await conversations.append(user, 2, turn(n));
    const first = await conversations.list(user, { limit: 2 });
    expect(first.conversations).toMatchObject([
      { chatId: 3, language: 'cs' },
      { chatId: 2, language: 'de', turnCount: 40 },
    ]);
    const second = await conversations.list(user, { limit: 2, before: first.before ?? 0 });
    expect(second).toMatchObject({ conversations: [{ chatId: 1 }], before: null });
  });

  it('fault: a missing language crashed: one without is read as the default, and it can be changed', async () => {
    const user = newUser();
    await client.send(new PutCommand({ TableName: tableName, Item: { user_id: user, chat_id: 1 } }));
    expect(await conversations.get(user, 1)).toMatchObject({ language: 'en', content: [], turnCount: 0 });
    await conversations.append(user, 1, turn(1));
    await conversations.setLanguage(user, 1, 'cs');
    expect(await conversations.get(user, 1)).toMatchObject({ language: 'cs', content: [turn(1)] });
    await expect(conversations.setLanguage(user, 2, 'cs')).rejects.toMatchObject({
      code: 'conversation.notFound',
      chatId: 2,
    });
  });
});

describe('a conversation', () => {
  it('fault: its item grew without bound: it keeps its item small, and its turns in order', async () => {
    const user = newUser();
    await conversations.start(user);
    for (let n = 1; n <= 100; n += 1) {
      expect(await conversations.append(user, 1, turn(n))).toEqual({ appended: true, number: n });
    }
    expect(await wholeHistory(user, 1)).toEqual(
      Array.from({ length: 100 }, (_, n) => ({ ...turn(n + 1), number: n + 1 })),
    );
    const items = await itemsOf(user);
    const head = items.find(({ chat_id }) => chat_id === 1);
    expect(JSON.stringify(head?.content).length).toBeLessThan(1000);
    expect(head?.content.at(-1)).toEqual(turn(100));
  });

  it('gives its history both ways', async () => {
    const user = newUser();
    await conversations.start(user);
    for (let n = 1; n <= 50; n += 1) await conversations.append(user, 1, turn(n));
    const numbers = ({ turns }: { turns: readonly NumberedTurn[] }) => turns.map(({ number }) => number);
    const newest = await conversations.history(user, 1, { limit: 3 });
    expect([numbers(newest), newest.before, newest.after]).toEqual([[48, 49, 50], 48, null]);
    const older = await conversations.history(user, 1, { before: 48, limit: 40 });
    expect([numbers(older).length, numbers(older)[0], older.before, older.after]).toEqual([40, 8, 8, 47]);
    const oldest = await conversations.history(user, 1, { before: 8 });
    expect([numbers(oldest), oldest.before, oldest.after]).toEqual([[1, 2, 3, 4, 5, 6, 7], null, 7]);
    const forward = await conversations.history(user, 1, { after: 7, limit: 2 });
    expect([numbers(forward), forward.before, forward.after]).toEqual([[8, 9], 8, 9]);
    expect(await conversations.history(user, 1, { after: 50 })).toEqual({
      turns: [],
      before: 51,
      after: null,
    });
  });

  it('fault: a retry doubled a text that was stored before: it has a turn once', async () => {
    const user = newUser();
    await conversations.start(user);
    expect(await conversations.append(user, 1, turn(1))).toEqual({ appended: true, number: 1 });
    expect(await conversations.append(user, 1, turn(1))).toEqual({ appended: false });
    expect(await wholeHistory(user, 1)).toHaveLength(1);
  });

  it.each([
    ['with its time', turn(1)],
    ['without its time', { id: 't1', role: 'user', text: 'turn 1' }],
  ])('has a turn once even if it is retried %s when it has long moved to a page', async (_, retry) => {
    const user = newUser();
    await conversations.start(user);
    for (let n = 1; n <= 60; n += 1) await conversations.append(user, 1, turn(n));
    nowMs += 1000;
    expect(await conversations.append(user, 1, retry)).toEqual({ appended: false });
    expect(await wholeHistory(user, 1)).toHaveLength(60);
  });

  it('takes a late turn that is new, with or without its time', async () => {
    const user = newUser();
    await conversations.start(user);
    for (let n = 1; n <= 60; n += 1) await conversations.append(user, 1, turn(n));
    expect(await conversations.append(user, 1, { ...turn(1), id: 'late' })).toEqual({
      appended: true,
      number: 61,
    });
    expect(await conversations.append(user, 1, { id: 'now', role: 'user', text: 'now' })).toEqual({
      appended: true,
      number: 62,
    });
  });

  it('fault: there was no order per user: 32 writers at once lose and double nothing, and all see one order', async () => {
    const user = newUser();
    await conversations.start(user);
    const turns = Array.from({ length: 64 }, (_, n) => turn(n));
    const results = await Promise.all([...turns, ...turns].map((one) => conversations.append(user, 1, one)));
    expect(results.filter(({ appended }) => appended)).toHaveLength(64);
    const history = await wholeHistory(user, 1);
    expect(history.map(({ id }) => id).sort()).toEqual(turns.map(({ id }) => id).sort());
    expect(history.map(({ number }) => number)).toEqual(Array.from({ length: 64 }, (_, n) => n + 1));
    expect(await conversations.get(user, 1)).toMatchObject({ turnCount: 64 });
  });

  it('takes large turns, though two of them do not fit into one item', async () => {
    const user = newUser();
    await conversations.start(user);
    for (let n = 1; n <= 5; n += 1) await conversations.append(user, 1, turn(n, `${n}`.repeat(300_000)));
    expect((await wholeHistory(user, 1, 2)).map(({ text }) => text[0])).toEqual(['1', '2', '3', '4', '5']);
    await expect(conversations.append(user, 1, turn(6, 'x'.repeat(400_000)))).rejects.toBeInstanceOf(
      TurnTooLargeError,
    );
  });

  it('that does not exist takes no turn and has no history', async () => {
    const user = newUser();
    await expect(conversations.append(user, 1, turn(1))).rejects.toBeInstanceOf(ConversationNotFoundError);
    await expect(conversations.append(user, 1, { id: 'a', role: 'user', text: '' })).rejects.toBeInstanceOf(
      ConversationNotFoundError,
    );
    await expect(conversations.history(user, 1)).rejects.toBeInstanceOf(ConversationNotFoundError);
    expect(await itemsOf(user)).toEqual([]);
  });
});

describe('deleting a conversation', () => {
  it('removes all of it, and nothing of the others', async () => {
    const user = newUser();
    for (const _ of [1, 2]) await conversations.start(user);
    for (let n = 1; n <= 60; n += 1) {
      await conversations.append(user, 1, turn(n));
      await conversations.append(user, 2, turn(n));
    }
    expect(await conversations.delete(user, 2)).toBe(true);
    expect(await conversations.delete(user, 2)).toBe(false);
    expect(await conversations.current(user)).toBeNull();
    expect(await wholeHistory(user, 1)).toHaveLength(60);
    expect(await conversations.delete(user, 1)).toBe(true);
    expect(await itemsOf(user)).toEqual([{ user_id: user, chat_id: 0, last_chat_id: 2 }]);
    expect(await conversations.start(user)).toMatchObject({ chatId: 3 });
  });

  it('that stopped half way is gone for everyone, and goes on when it is called again', async () => {
    const user = newUser();
    await conversations.start(user);
    for (let n = 1; n <= 60; n += 1) await conversations.append(user, 1, turn(n));
    const [head] = (await itemsOf(user)).filter(({ chat_id }) => chat_id === 1);
    await client.send(new PutCommand({ TableName: tableName, Item: { ...head, deleted_at: nowMs } }));
    expect(await conversations.get(user, 1)).toBeNull();
    expect(await conversations.current(user)).toBeNull();
    expect((await conversations.list(user)).conversations).toEqual([]);
    await expect(conversations.append(user, 1, turn(99))).rejects.toBeInstanceOf(ConversationNotFoundError);
    await expect(conversations.switchTo(user, 1)).rejects.toBeInstanceOf(ConversationNotFoundError);
    expect(await conversations.delete(user, 1)).toBe(true);
    expect(await itemsOf(user)).toHaveLength(1);
  });
});

describe('bad input is named', () => {
  it.each([
    [() => conversations.start(1.5), 'userId must be'],
    [() => conversations.get(1, 0), 'chatId must be a whole number from 1 to 999999, not 0.'],
    [() => conversations.append(1, 1, { id: '', role: 'user', text: '' }), 'turn.id must be'],
    [() => conversations.append(1, 1, { id: 'a', role: '', text: '' }), 'turn.role must be'],
    [
      () => conversations.append(1, 1, { id: 'a', role: 'user', text: '', at: Number.NaN }),
      'turn.at must be',
    ],
    [() => conversations.history(1, 1, { limit: 0 }), 'limit must be'],
    [() => conversations.history(1, 1, { before: 1, after: 1 }), 'after must be left out'],
    [() => conversations.list(1, { before: 1 }), 'before must be'],
  ])('%#', async (act, message) => {
    await expect(act()).rejects.toThrow(message);
  });
});
