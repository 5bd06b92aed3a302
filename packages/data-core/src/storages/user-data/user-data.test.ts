import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { createTestClient, createTestTable } from '../../../test/test-table.ts';
import { keysTable } from '../../primitives/keys/keys.table.ts';
import { partitionedKeysTable } from '../../primitives/partitioned/partitioned-keys.table.ts';
import { chatLogTable } from '../chat-log/chat-log.table.ts';
import { ChatLogStorage } from '../chat-log/chat-log-storage.ts';
import { userConversationsTable } from '../conversation/user-conversations.table.ts';
import { UserConversations } from '../conversation/user-conversations.ts';
import { StateStorage } from '../state/state-storage.ts';
import { statesTable } from '../state/states.table.ts';
import { BotTokenStorage } from '../token/bot-token-storage.ts';
import { botTokensTable } from '../token/bot-tokens.table.ts';
import { type ErasureReceipt, eraseUserData } from './erase-user-data.ts';
import { exportUserData, type UserDataItem, type UserDataRequest } from './export-user-data.ts';

const client = createTestClient();
const secret = 'a secret that is not in the table';
let tables: Required<UserDataRequest['tables']>;

beforeEach(async () => {
  tables = {
    states: await createTestTable(client, statesTable),
    bottokens: await createTestTable(client, botTokensTable),
    chatlog: await createTestTable(client, chatLogTable),
    user_conversations: await createTestTable(client, userConversationsTable),
    keys: await createTestTable(client, keysTable),
    partitioned_keys: await createTestTable(client, partitionedKeysTable),
  };
});

/** What two users leave behind, both the same. */
async function live(userId: number) {
  const name = `user${userId}`;
  const states = new StateStorage(tables.states, { client });
  await states.saveState({ senderId: name, state: { small: true, since: new Date(1) } });
  await states.saveState({ senderId: name, pageId: 'shop', state: { large: 'x'.repeat(5000) } });
  const tokens = new BotTokenStorage(tables.bottokens, 'token', { client, secret });
  await tokens.issueToken({ senderId: name, role: 'customer', ttlSeconds: 60 });
  const { token } = await tokens.issueToken({ senderId: name, role: 'customer', ttlSeconds: 60 });
  await tokens.getOrCreateToken(name);
  const chatLog = new ChatLogStorage(tables.chatlog, console, { client, muteErrors: false });
  await Promise.all(Array.from({ length: 130 }, (_, n) => chatLog.log(name, [n], { timestamp: n })));
  const conversations = new UserConversations({
    tableName: tables.user_conversations,
    client,
    contentBytes: 512,
  });
  await conversations.start(userId);
  for (let n = 1; n <= 30; n += 1)
    await conversations.append(userId, 1, { id: `${n}`, role: 'user', text: 'hello', at: n });
  await client.send(new PutCommand({ TableName: tables.keys, Item: { key: `profile.${name}`, value: 1 } }));
  for (const sortKey of ['a', 'b']) {
    await client.send(
      new PutCommand({ TableName: tables.partitioned_keys, Item: { partitionKey: `cart.${name}`, sortKey } }),
    );
  }
  return { token, tokens };
}

const requestFor = (userId: number): UserDataRequest => ({
  client,
  tables,
  subject: {
    senders: [{ senderId: `user${userId}` }, { senderId: `user${userId}`, pageId: 'shop' }],
    userId,
    keys: [`profile.user${userId}`, 'profile.nobody'],
    partitionKeys: [`cart.user${userId}`],
  },
});

async function exportAll(request: UserDataRequest): Promise<UserDataItem[]> {
  const items: UserDataItem[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await exportUserData(request, cursor);
    items.push(...page.items);
    cursor = page.cursor;
  }
  return items;
}

const counted = (items: readonly UserDataItem[]) => {
  const tablesSeen = [...new Set(items.map(({ table }) => table))];
  return Object.fromEntries(
    tablesSeen.map((table) => [table, items.filter((item) => item.table === table).length]),
  );
};
const stored = async () => {
  const scans = Object.values(tables).map((TableName) =>
    client.send(new ScanCommand({ TableName, ConsistentRead: true })),
  );
  return JSON.stringify((await Promise.all(scans)).map(({ Items }) => Items));
};

describe('the data of a user', () => {
  it('are exported whole, decoded, without secrets and without those of others', async () => {
    const { token } = await live(1);
    await live(2);
    const items = await exportAll(requestFor(1));
    expect(counted(items)).toMatchObject({
      states: 2,
      bottokens: 3,
      chatlog: 130,
      keys: 1,
      partitioned_keys: 2,
    });
    expect(items.map(({ item }) => item)).toContainEqual({
      senderId: 'user1',
      state: { small: true, since: new Date(1) },
    });
    expect(items.map(({ item }) => item)).toContainEqual({
      senderId: 'user1',
      pageId: 'shop',
      state: { large: 'x'.repeat(5000) },
    });
    const text = JSON.stringify(items);
    expect(text).not.toContain('user2');
    expect(text).not.toContain(token);
    expect(text).not.toContain('sealed');
  });

  it('are erased whole, counted, and those of others are not touched', async () => {
    const { token, tokens } = await live(1);
    await live(2);
    const before = counted(await exportAll(requestFor(2)));
    const receipt = await eraseUserData(requestFor(1), { now: () => 5 });
    expect(receipt).toMatchObject({ complete: true, startedAt: 5, finishedAt: 5 });
    expect(receipt.counts).toMatchObject({
      states: 3,
      bottokens: 4,
      chatlog: 130,
      keys: 1,
      partitioned_keys: 2,
    });
    expect(receipt.total).toBe(Object.values(receipt.counts).reduce((sum, n) => sum + n, 0));
    expect(JSON.stringify(receipt)).not.toContain('user1');
    expect(await exportAll(requestFor(1))).toEqual([]);
    expect(await stored()).not.toContain('user1');
    expect(await tokens.findByToken(token)).toBeNull();
    expect(counted(await exportAll(requestFor(2)))).toEqual(before);
  });

  it('are erased bit by bit, with the same receipt as at once', async () => {
    await live(1);
    await live(2);
    const atOnce = await eraseUserData(requestFor(2), { now: () => 5 });
    let receipt: ErasureReceipt | undefined;
    let calls = 0;
    while (!receipt?.complete) {
      receipt = await eraseUserData(requestFor(1), {
        maxItems: 40,
        now: () => 5,
        ...(receipt && { receipt }),
      });
      calls += 1;
    }
    expect(calls).toBeGreaterThan(3);
    expect(receipt).toEqual({ ...atOnce, subjectDigest: receipt.subjectDigest });
  });

  it('are erased in the end though a request fails on the way', async () => {
    await live(1);
    const failing = createTestClient();
    let requests = 0;
    failing.middlewareStack.add(
      (next) => async (args) => {
        requests += 1;
        if (requests === 8) throw new Error('the connection broke');
        return next(args);
      },
      { step: 'initialize' },
    );
    const failure = await eraseUserData({ ...requestFor(1), client: failing }).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code: 'userData.erasureIncomplete', receipt: { complete: false } });
    const { receipt } = failure as { receipt: ErasureReceipt };
    expect(receipt.total).toBeGreaterThan(0);
    expect(await eraseUserData(requestFor(1), { receipt })).toMatchObject({
      complete: true,
      counts: { chatlog: 130 },
    });
    expect(await stored()).not.toContain('user1');
  });

  it('are none if there is nothing to look for', async () => {
    const request = { client, tables, subject: {} };
    expect(await exportUserData(request)).toEqual({ items: [], cursor: null });
    expect(await eraseUserData(request)).toMatchObject({ complete: true, total: 0 });
  });

  it('are asked for with names that make sense', async () => {
    const request = requestFor(1);
    await expect(exportUserData(request, 'nonsense')).rejects.toThrow(
      'cursor must be the cursor of an earlier page',
    );
    await expect(eraseUserData({ ...request, subject: { userId: 1.5 } })).rejects.toThrow(
      'subject.userId must be',
    );
    await expect(eraseUserData(request, { maxItems: 0 })).rejects.toThrow('maxItems must be');
  });
});
