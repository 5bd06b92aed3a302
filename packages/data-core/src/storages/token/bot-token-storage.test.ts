import { DeleteCommand, GetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { measure } from '@switchboard/jest-preset/measure-cost';
import { beforeRequest } from '../../../test/before-request.ts';
import { createFaultyClient } from '../../../test/faults.ts';
import { createTestClient, createTestTable } from '../../../test/test-table.ts';
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
    const { token, sessionId, expiresAt } = await tokens.issueToken({
      senderId: 'anna',
      role: 'customer',
      ttlSeconds: 60,
    });
    expect(expiresAt).toBe(1_700_000_060);
    const owner = { senderId: 'anna', role: 'customer', token, sessionId, expiresAt };
    expect(await tokens.findByToken(token)).toEqual(owner);
    expect(await tokens.findByToken(token, { consistentRead: true })).toEqual(owner);
  });

  it('holds for its whole time, though it was issued late in a second', async () => {
    nowMs += 999;
    const { token } = await tokens.issueToken({ senderId: 'brief', role: 'customer', ttlSeconds: 1 });
    nowMs += 999;
    expect(await tokens.findByToken(token)).toMatchObject({ senderId: 'brief' });
    nowMs += 1_000;
    expect(await tokens.findByToken(token)).toBeNull();
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
    expect(await tokens.revokeToken(first.token)).toBe(true);
    expect(await tokens.revokeToken(first.token)).toBe(false);
    expect(await tokens.findByToken(first.token)).toBeNull();
    expect(await tokens.findByToken(second.token)).not.toBeNull();
    expect(await tokens.revokeAll('revoked')).toBe(3);
    for (const { token } of [second, third, stable]) expect(await tokens.findByToken(token)).toBeNull();
    expect(await tokens.revokeAll('revoked')).toBe(0);
  });

  it('has a session id that is no secret and that no other token has', async () => {
    const issue = (senderId: string) => tokens.issueToken({ senderId, role: 'customer', ttlSeconds: 60 });
    const issued = [await issue('ida'), await issue('ida'), await issue('udo')];
    expect(new Set(issued.map(({ sessionId }) => sessionId)).size).toBe(3);
    for (const { sessionId, token } of issued) {
      expect(sessionId.length).toBeLessThan(40);
      expect(await tokens.findByToken(sessionId)).toBeNull();
      expect(await tokens.findByToken(`${sessionId}.`)).toBeNull();
      expect(await tokens.findByToken(`${token}x`)).toBeNull();
    }
    expect(await wholeTable()).toContain(issued[0]?.sessionId);
  });

  it('fault: 3000 live tokens made a session cost 162 write units: none costs more than the first', async () => {
    const metered = createTestClient();
    const storage = new BotTokenStorage(tableName, 'token', { client: metered, now: () => nowMs });
    const request = { senderId: 'busy', role: 'customer', ttlSeconds: 86_400 };
    const costs = async () => {
      const { token } = await tokens.issueToken(request);
      return {
        issue: await measure(metered, () => storage.issueToken(request)),
        find: await measure(metered, () => storage.findByToken(token)),
        revoke: await measure(metered, () => storage.revokeToken(token)),
      };
    };
    const few = await costs();
    for (let batch = 0; batch < 15; batch += 1) {
      await Promise.all(Array.from({ length: 20 }, () => tokens.issueToken(request)));
    }
    expect(await costs()).toEqual(few);
    expect(few).toEqual({
      issue: { requests: ['UpdateItem', 'PutItem'], readUnits: 0, writeUnits: 2, refused: 0 },
      find: { requests: ['GetItem'], readUnits: 0.5, writeUnits: 0, refused: 0 },
      revoke: { requests: ['DeleteItem'], readUnits: 0, writeUnits: 1, refused: 0 },
    });
  });

  it('is revoked with 300 others in some twenty requests, counted, and looked for no more', async () => {
    const metered = createTestClient();
    const storage = new BotTokenStorage(tableName, 'token', { client: metered, now: () => nowMs });
    const issue = () => tokens.issueToken({ senderId: 'away', role: 'customer', ttlSeconds: 86_400 });
    const { token } = await issue();
    for (let batch = 0; batch < 15; batch += 1) await Promise.all(Array.from({ length: 20 }, issue));
    nowMs += 5 * 60_000;
    let revoked = 0;
    const { requests } = await measure(metered, async () => {
      revoked = await storage.revokeAll('away');
    });
    expect(revoked).toBe(301);
    expect(requests.length).toBeLessThan(25);
    expect(await tokens.findByToken(token)).toBeNull();
    expect((await measure(metered, () => storage.revokeAll('away'))).requests).toHaveLength(2);
    expect(await tokens.findByToken((await issue()).token)).not.toBeNull();
    expect(await storage.revokeAll('away')).toBe(1);
  });

  it('is counted among the revoked only while it could still be used', async () => {
    await tokens.issueToken({ senderId: 'late', role: 'customer', ttlSeconds: 1 });
    await tokens.issueToken({ senderId: 'late', role: 'customer', ttlSeconds: 60 });
    nowMs += 1000;
    expect(await tokens.revokeAll('late')).toBe(1);
  });

  it('is revoked by a later call though its number was taken before an earlier one and it was stored after', async () => {
    const slow = createTestClient();
    let atPut: () => void = () => {};
    const reachedPut = new Promise<void>((resolve) => {
      atPut = resolve;
    });
    let goOn: () => void = () => {};
    const released = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    beforeRequest(slow, async (operation) => {
      if (operation !== 'PutItem') return;
      atPut();
      await released;
    });
    const slowTokens = new BotTokenStorage(tableName, 'token', { client: slow, now: () => nowMs });
    const issuing = slowTokens.issueToken({ senderId: 'slow', role: 'customer', ttlSeconds: 3600 });
    await reachedPut;
    expect(await tokens.revokeAll('slow')).toBe(0);
    goOn();
    const { token } = await issuing;
    expect(await tokens.revokeAll('slow')).toBe(1);
    expect(await tokens.findByToken(token)).toBeNull();
  });

  it('is issued once though the answers of both its writes are lost', async () => {
    const lossy = createFaultyClient(() => [0, 0.9, 0, 0.9][calls++] ?? 0.9, {
      throttle: 0,
      loseAnswer: 0.5,
      crashBefore: 0,
      crashAfter: 0,
    });
    let calls = 0;
    const storage = new BotTokenStorage(tableName, 'token', { client: lossy, now: () => nowMs });
    const { token, sessionId } = await storage.issueToken({
      senderId: 'lossy',
      role: 'customer',
      ttlSeconds: 60,
    });
    expect(calls).toBe(4);
    expect(sessionId.endsWith('.2')).toBe(true);
    expect(await tokens.findByToken(token)).toMatchObject({ senderId: 'lossy', sessionId });
    expect(await tokens.revokeAll('lossy')).toBe(1);
  });

  it('takes the place of one that expired, where the registry was deleted and counts from the beginning', async () => {
    const first = await tokens.issueToken({ senderId: 'anew', role: 'customer', ttlSeconds: 1 });
    await client.send(new DeleteCommand({ TableName: tableName, Key: { senderId: '|anew|tokens' } }));
    const second = await tokens.issueToken({ senderId: 'anew', role: 'customer', ttlSeconds: 60 });
    expect(second.sessionId).not.toBe(first.sessionId);
    nowMs += 1000;
    await client.send(new DeleteCommand({ TableName: tableName, Key: { senderId: '|anew|tokens' } }));
    const third = await tokens.issueToken({ senderId: 'anew', role: 'customer', ttlSeconds: 60 });
    expect(third.sessionId).toBe(first.sessionId);
    expect(await tokens.findByToken(first.token)).toBeNull();
    expect(await tokens.findByToken(second.token)).not.toBeNull();
    expect(await tokens.findByToken(third.token)).not.toBeNull();
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
    await tokens.revokeToken(first.token);
    expect((await tokens.getOrCreateToken('replaced')).token).not.toBe(first.token);
  });

  it('is never of the form of an issued one, which would be looked for elsewhere', async () => {
    const { token } = await tokens.issueToken({ senderId: 'form', role: 'customer', ttlSeconds: 60 });
    await expect(tokens.getOrCreateToken('form', () => token)).rejects.toThrow(
      'customTokenFactory must be a maker of texts of another form than the tokens of issueToken',
    );
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
