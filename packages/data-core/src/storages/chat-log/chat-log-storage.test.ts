import assert from 'node:assert/strict';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { createTestClient, createTestTable } from '../../../test/test-table.ts';
import { chatLogTable } from './chat-log.table.ts';
import { ChatLogStorage } from './chat-log-storage.ts';

const client = createTestClient();
const t0 = 1_700_000_000_000;
const iso = '2023-11-14T22:13:20.000Z';
let tableName: string;
let nowMs: number;
let failures: unknown[][];
let chatLog: ChatLogStorage;

beforeAll(async () => {
  tableName = await createTestTable(client, chatLogTable);
});

beforeEach(() => {
  nowMs = t0;
  failures = [];
  chatLog = new ChatLogStorage(
    tableName,
    { error: (...details) => failures.push(details) },
    { client, now: () => nowMs },
  );
});

function nested(levels: number): object {
  let deep: object = {};
  for (let level = 0; level < levels; level += 1) deep = { down: deep };
  return deep;
}

const oddNames = JSON.parse('{"__proto__": 1, "constructor": {"a": 1}, "toString": 2, "": 3}');

const timestamps = async (...args: Parameters<ChatLogStorage['getInteractions']>) =>
  (await chatLog.getInteractions(...args)).map(({ timestamp }) => timestamp - t0);

describe('a chat log', () => {
  it('stores request and responses under user and time, as the original does', async () => {
    await chatLog.log('anna', [{ text: 'Hello!' }], { text: 'Hi', timestamp: t0 }, { skill: 'greeting' });
    const { Item } = await client.send(
      new GetCommand({ TableName: tableName, Key: { userId: 'anna', time: iso } }),
    );
    expect(Item).toMatchObject({
      request: { text: 'Hi' },
      responses: [{ text: 'Hello!' }],
      skill: 'greeting',
    });
    expect(await chatLog.getInteractions('anna')).toEqual([
      {
        senderId: 'anna',
        time: iso,
        timestamp: t0,
        request: { text: 'Hi', timestamp: t0 },
        responses: [{ text: 'Hello!' }],
        skill: 'greeting',
      },
    ]);
  });

  it('stores an entry only if what it is asked to check holds', async () => {
    const userIs = (here: boolean) => (userId: string) => ({
      ConditionCheck: {
        TableName: tableName,
        Key: { userId: `user ${userId}`, time: 'here' },
        ConditionExpression: `attribute_${here ? '' : 'not_'}exists(userId)`,
      },
    });
    const logOf = (here: boolean) =>
      new ChatLogStorage({
        tableName,
        client,
        muteErrors: false,
        onlyIf: ({ senderId }) => userIs(here)(senderId),
      });
    await logOf(true).log('gone', [], { text: 'Hi', timestamp: t0 });
    expect(await chatLog.getInteractions('gone')).toEqual([]);
    // Also beside others of its millisecond.
    for (const text of ['a', 'b']) await logOf(false).log('here', [], { text, timestamp: t0 });
    expect(await chatLog.getInteractions('here')).toMatchObject([
      { request: { text: 'a' } },
      { request: { text: 'b' } },
    ]);
  });

  it('keeps what went wrong', async () => {
    await chatLog.error(new Error('no answer'), 'fails', [], { text: 'Hi' });
    expect(await chatLog.getInteractions('fails')).toMatchObject([
      { err: 'Error: no answer', timestamp: t0 },
    ]);
  });

  it('fault: two entries of one millisecond overwrote each other: it keeps both', async () => {
    await Promise.all(Array.from({ length: 32 }, (_, n) => chatLog.log('busy', [n], { timestamp: t0 })));
    const entries = await chatLog.getInteractions('busy', null, 100);
    expect(entries.map(({ responses }) => Number([responses])).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 32 }, (_, n) => n),
    );
    expect(new Set(entries.map(({ time }) => time))).toEqual(new Set([iso]));
  });

  it('stores an entry once though its request was sent twice', async () => {
    const retried = new ChatLogStorage(tableName, console, {
      client,
      now: () => nowMs,
      newId: () => 'the same entry',
    });
    await retried.log('retried', ['a']);
    await retried.log('retried', ['a']);
    expect(await chatLog.getInteractions('retried')).toHaveLength(1);
  });

  it.each([
    ['40 levels deep', { request: nested(40), responses: [nested(40)] }],
    ['of integers above 2^53', { request: { id: 2 ** 53 + 2 }, responses: [1e300] }],
    ['of a cut emoji', { request: { text: 'a\ud83d' }, responses: [] }],
    ['of names that DynamoDB or JavaScript do not take', { request: oddNames, responses: [oddNames] }],
  ])('fault: failed or was lost: keeps an entry %s', async (what, { request, responses }) => {
    await chatLog.log(what, responses, request, { beside: request });
    expect(failures).toEqual([]);
    const [entry] = await chatLog.getInteractions(what);
    assert.deepStrictEqual([entry?.request, entry?.responses, entry?.beside], [request, responses, request]);
  });

  it('fault: metadata named expiresAt made the entry vanish: keeps metadata of any name', async () => {
    const metadata = { expiresAt: 5, entryId: 6, userId: 'u', time: 'noon', constructor: 7, $x: 8, '': 9 };
    await chatLog.log('named', ['a'], { timestamp: t0 }, metadata);
    const [entry] = await chatLog.getInteractions('named');
    expect(entry).toMatchObject({ ...metadata, time: iso, senderId: 'named', responses: ['a'] });
    const [other] = await chatLog.getInteractions('named', null, 1, t0, t0);
    expect(other).toEqual(entry);
  });

  it.each([1e300, -1, 253_402_300_800_000])('refuses the time %d by name', async (timestamp) => {
    chatLog.muteErrors = false;
    await expect(chatLog.log('late', [], { timestamp })).rejects.toThrow('timestamp must be');
  });

  it('tells pages apart', async () => {
    await chatLog.log('paged', [], {}, { pageId: 'p1' });
    expect(await chatLog.getInteractions('paged', 'p1')).toMatchObject([{ senderId: 'paged', pageId: 'p1' }]);
    expect(await chatLog.getInteractions('paged')).toEqual([]);
  });
});

describe('interactions', () => {
  beforeAll(async () => {
    const storage = new ChatLogStorage(tableName, console, { client });
    for (let n = 0; n < 20; n += 1) await storage.log('history', [n], { timestamp: t0 + n });
    await storage.log('history', ['twin'], { timestamp: t0 + 5 });
  });

  it('are the newest ten, the oldest first', async () => {
    expect(await timestamps('history')).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  });

  it('end at a time, inclusive, with every entry of that millisecond', async () => {
    expect(await timestamps('history', null, 3, t0 + 5)).toEqual([4, 5, 5]);
  });

  it('start at a time, inclusive, and go forward from there', async () => {
    expect(await timestamps('history', null, 4, null, t0 + 4)).toEqual([4, 5, 5, 6]);
  });

  it('lie between two times', async () => {
    expect(await timestamps('history', null, 100, t0 + 6, t0 + 4)).toEqual([4, 5, 5, 6]);
  });

  it('I8: are not given once they have expired, and the limit counts only the others', async () => {
    const expiring = new ChatLogStorage(tableName, console, {
      client,
      now: () => nowMs,
      expiresInSeconds: 60,
    });
    for (let n = 0; n < 5; n += 1) await expiring.log('expiring', [n], { timestamp: t0 + n });
    await chatLog.log('expiring', ['stays'], { timestamp: t0 - 1 });
    nowMs += 59_000;
    expect(await chatLog.getInteractions('expiring', null, 3)).toHaveLength(3);
    nowMs += 1000;
    expect(await timestamps('expiring', null, 3)).toEqual([-1]);
  });
});

describe('a failure to store', () => {
  const missing = (muteErrors: boolean) =>
    new ChatLogStorage(
      'no-such-table',
      { error: (...details) => failures.push(details) },
      { client, muteErrors },
    );

  it('goes to the log, without what was said', async () => {
    await missing(true).log('anna', [{ text: 'a secret' }], { text: 'another secret' });
    expect(failures).toHaveLength(1);
    expect(failures[0]?.[0]).toBe('Failed to store a chat log entry');
    expect(JSON.stringify(failures)).not.toContain('secret');
  });

  it('is thrown if errors are not muted, also when that is said later', async () => {
    await expect(missing(false).log('anna')).rejects.toThrow('no-such-table');
    const storage = missing(true);
    storage.muteErrors = false;
    await expect(storage.log('anna')).rejects.toThrow('no-such-table');
  });

  it('is muted for bad input too: an entry never breaks the conversation that it logs', async () => {
    await chatLog.log('anna', [() => 'a function']);
    expect(failures).toHaveLength(1);
  });
});

describe("fault: threw where wingbot's own does not: interactions", () => {
  it.each([null, undefined])('of sender %p are none', async (senderId) => {
    expect(await chatLog.getInteractions(senderId, null, 10, null, 5)).toEqual([]);
  });

  it('of a limit of null are ten', async () => {
    for (let n = 0; n < 12; n += 1) await chatLog.log('unlimited', [n], { timestamp: t0 + n });
    expect(await chatLog.getInteractions('unlimited', undefined, null, undefined, undefined)).toHaveLength(
      10,
    );
  });
});

describe('bad input is named', () => {
  it.each([
    [() => chatLog.getInteractions(''), 'senderId must be'],
    [() => chatLog.getInteractions('a', null, 0), 'limit must be a whole number from 1 to 1000, not 0.'],
    [() => chatLog.getInteractions('a', null, 1, Number.NaN), 'endAt must be'],
    [() => chatLog.getInteractions('a', null, 1, null, -1), 'startAt must be'],
  ])('%#', async (act, message) => {
    await expect(act()).rejects.toThrow(message);
  });
});
