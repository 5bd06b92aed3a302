import { GetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { createTestClient, createTestTable } from '../../test/test-table.ts';
import { BotTokenStorage } from './bot-token-storage.ts';
import { botTokensTable } from './bot-tokens.table.ts';

const client = createTestClient();
const secret = 'a secret that is not in the table';
let tableName: string;
let nowMs: number;
let tokens: BotTokenStorage;

beforeAll(async () => {
  tableName = await createTestTable(client, botTokensTable);
});

beforeEach(() => {
  nowMs = 1_700_000_000_000;
  tokens = new BotTokenStorage(tableName, 'token', { client, secret, now: () => nowMs });
});

const wholeTable = async () =>
  JSON.stringify((await client.send(new ScanCommand({ TableName: tableName, ConsistentRead: true }))).Items);

describe('an issued token', () => {
  it('names its owner and role until it expires', async () => {
    const { token, expiresAt } = await tokens.issueToken({
      senderId: 'anna',
      role: 'customer',
      ttlSeconds: 60,
    });
    expect(expiresAt).toBe(1_700_000_060);
    expect(await tokens.findByToken(token)).toEqual({ senderId: 'anna', role: 'customer', token, expiresAt });
  });

  it("I8: fault: tokens never expired: it is nobody's once it has, though its item is still there", async () => {
    const { token } = await tokens.issueToken({ senderId: 'expires', role: 'customer', ttlSeconds: 60 });
    nowMs += 60_000;
    expect(await tokens.findByToken(token)).toBeNull();
  });

  it('fault: tokens were stored in clear: it is not in the table', async () => {
    const { token } = await tokens.issueToken({ senderId: 'hashed', role: 'customer', ttlSeconds: 60 });
    const again = await tokens.getOrCreateToken('hashed');
    expect(await wholeTable()).not.toContain(token);
    expect(await wholeTable()).not.toContain(again.token);
  });

  it('fault: tokens could not be revoked: it can, alone or with all others of its sender', async () => {
    const issue = () => tokens.issueToken({ senderId: 'revoked', role: 'operator', ttlSeconds: 60 });
    const [first, second, third] = [await issue(), await issue(), await issue()];
    const stable = await tokens.getOrCreateToken('revoked');
    expect(await tokens.revoke(first.token)).toBe(true);
    expect(await tokens.revoke(first.token)).toBe(false);
    expect(await tokens.findByToken(first.token)).toBeNull();
    expect(await tokens.findByToken(second.token)).not.toBeNull();
    expect(await tokens.revokeAll('revoked')).toBe(3);
    for (const { token } of [second, third, stable]) expect(await tokens.findByToken(token)).toBeNull();
    expect(await tokens.revokeAll('revoked')).toBe(0);
  });

  it('is one of any number: the registry of a sender forgets the expired ones', async () => {
    for (let count = 0; count < 45; count += 1) {
      await tokens.issueToken({ senderId: 'many', role: 'customer', ttlSeconds: 1 });
      nowMs += 1000;
    }
    const { Item = {} } = await client.send(
      new GetCommand({ TableName: tableName, Key: { senderId: '|many|tokens' } }),
    );
    expect(Object.keys(Item).length).toBeLessThan(25);
  });

  it('that lives shorter than an earlier one does not shorten the life of the registry', async () => {
    const long = await tokens.issueToken({ senderId: 'long', role: 'customer', ttlSeconds: 1000 });
    await tokens.issueToken({ senderId: 'long', role: 'customer', ttlSeconds: 1 });
    const { Item } = await client.send(
      new GetCommand({ TableName: tableName, Key: { senderId: '|long|tokens' } }),
    );
    expect(Item).toMatchObject({ expiresAt: long.expiresAt });
  });
});

describe('a token that can be asked for again', () => {
  it('is stable for its sender, and another one on each page', async () => {
    const token = await tokens.getOrCreateToken('stable');
    expect(token).toEqual({ senderId: 'stable', token: expect.any(String) });
    expect(await tokens.getOrCreateToken('stable')).toEqual(token);
    const onPage = await tokens.getOrCreateToken('stable', 'page');
    expect(onPage.token).not.toBe(token.token);
    expect(await tokens.findByToken(onPage.token)).toEqual({
      senderId: 'stable',
      pageId: 'page',
      token: onPage.token,
    });
    expect(await tokens.findByToken(token.token)).toEqual(token);
  });

  it('has one winner of 32', async () => {
    const all = await Promise.all(Array.from({ length: 32 }, () => tokens.getOrCreateToken('race')));
    expect(new Set(all.map(({ token }) => token)).size).toBe(1);
    expect(await tokens.findByToken(all[0]?.token)).toMatchObject({ senderId: 'race' });
  });

  it('can be made by the caller', async () => {
    expect(await tokens.getOrCreateToken('custom', async () => 'my token')).toEqual({
      senderId: 'custom',
      token: 'my token',
    });
    expect(await tokens.getOrCreateToken('custom')).toMatchObject({ token: 'my token' });
  });

  it('expires where the storage says so, and is then replaced', async () => {
    const expiring = new BotTokenStorage(tableName, 'token', {
      client,
      secret,
      ttlSeconds: 60,
      now: () => nowMs,
    });
    const first = await expiring.getOrCreateToken('expiring');
    nowMs += 60_000;
    expect(await expiring.findByToken(first.token)).toBeNull();
    const second = await expiring.getOrCreateToken('expiring');
    expect(second.token).not.toBe(first.token);
    expect(await expiring.getOrCreateToken('expiring')).toEqual(second);
  });

  it('is replaced after it was revoked', async () => {
    const first = await tokens.getOrCreateToken('replaced');
    await tokens.revoke(first.token);
    expect((await tokens.getOrCreateToken('replaced')).token).not.toBe(first.token);
  });

  it('needs a secret, and the same one', async () => {
    await tokens.getOrCreateToken('sealed');
    const without = new BotTokenStorage(tableName, 'token', { client });
    await expect(without.getOrCreateToken('sealed')).rejects.toMatchObject({ code: 'token.secretMissing' });
    const other = new BotTokenStorage(tableName, 'token', { client, secret: 'another secret, as long' });
    await expect(other.getOrCreateToken('sealed')).rejects.toMatchObject({
      code: 'token.sealed',
      senderId: 'sealed',
    });
  });
});

describe('no token', () => {
  it.each([undefined, null, '', 'unknown'])("%p is nobody's", async (token) => {
    expect(await tokens.findByToken(token)).toBeNull();
  });
});

describe('bad input is named', () => {
  it.each([
    [{ senderId: '', role: 'customer', ttlSeconds: 1 }, 'senderId must be'],
    [{ senderId: 'a', role: '', ttlSeconds: 1 }, 'role must be'],
    [
      { senderId: 'a', role: 'customer', ttlSeconds: 0.5 },
      'ttlSeconds must be a whole number of at least 1, not 0.5.',
    ],
  ])('%j', async (request, message) => {
    await expect(tokens.issueToken(request)).rejects.toThrow(message);
  });

  it('a secret that is too short, without telling it', () => {
    expect(() => new BotTokenStorage(tableName, 'token', { client, secret: 'short' })).toThrow(
      'secret must be at least 16 bytes long, not "(hidden)".',
    );
  });
});
