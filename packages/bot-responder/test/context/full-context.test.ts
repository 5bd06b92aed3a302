import { randomUUID } from 'node:crypto';
import { BotConfigStorage, ChatLogStorage, createDocumentClient, createTable } from '@switchboard/data-core';
import { chatLogTable, partitionedKeysTable } from '@switchboard/data-core/tables';
import { engineOptions, leanClient } from '@switchboard/jest-preset/test-client';
import { createContext } from '../../src/context/full-context.ts';

let time = Date.UTC(2026, 0, 1);
const prefix = randomUUID();
const client = leanClient(createDocumentClient(engineOptions()));
const lines: string[] = [];
const environment = {
  TABLE_PARTITIONED_KEYS: `${prefix}.keys`,
  TABLE_CHATLOG: `${prefix}.log`,
};
const setUp = () =>
  createContext({
    client,
    config: new BotConfigStorage('none', { client }),
    environment,
    log: (event) => lines.push(event),
    now: () => time,
    random: () => 0,
    retentionDays: 30,
  });

beforeAll(() =>
  Promise.all([
    createTable(client, partitionedKeysTable, `${prefix}.keys`),
    createTable(client, chatLogTable, `${prefix}.log`),
  ]),
);

describe("a bot's context", () => {
  it('I13: runs an effect once for each key, and gives its result to every other call', async () => {
    let runs = 0;
    const order = async () => {
      runs += 1;
      return `order ${runs}`;
    };
    const calls = Array.from({ length: 8 }, () => setUp().doOnce('order:m1', order));
    expect(new Set(await Promise.all(calls))).toEqual(new Set(['order 1']));
    expect(await setUp().doOnce('order:m2', order)).toBe('order 2');
  });

  it('lets an effect that failed be tried again', async () => {
    const { doOnce } = setUp();
    const failing = doOnce('order:m3', async () => {
      throw new Error('The shop is closed.');
    });
    await expect(failing).rejects.toThrow('The shop is closed.');
    expect(await doOnce('order:m3', async () => 'done')).toBe('done');
  });

  it('I12: lets through no more than the limit, and says when the next may be', async () => {
    const limit = { attemptsMax: 3, windowMs: 60_000 };
    const verdicts = await Promise.all(Array.from({ length: 10 }, () => setUp().limit('joke:anna', limit)));
    expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(3);
    expect(verdicts).toContainEqual({ allowed: false, retryAfterMs: 60_000 });
    expect(await setUp().limit('joke:ben', limit)).toEqual({ allowed: true });
    time += 60_001;
    expect(await setUp().limit('joke:anna', limit)).toEqual({ allowed: true });
  });

  it('writes a turn into the audit log, with its cost', async () => {
    const turn = { userId: 'anna', threadId: 't1', begunAt: time, request: 'Hi', response: 'Hello' };
    await setUp().logTurn({ ...turn, details: { model: 'big', dollars: 0.006 } });
    const chatLog = new ChatLogStorage({ tableName: `${prefix}.log`, client, now: () => time });
    expect(await chatLog.getInteractions('anna')).toMatchObject([
      {
        request: { text: 'Hi' },
        responses: [{ text: 'Hello' }],
        threadId: 't1',
        begunAt: time,
        model: 'big',
        dollars: 0.006,
      },
    ]);
  });

  it('goes on where the audit log cannot be written, and says so', async () => {
    const context = createContext({
      client,
      config: new BotConfigStorage('none', { client }),
      environment: { ...environment, TABLE_CHATLOG: `${prefix}.gone` },
      log: (event) => lines.push(event),
      now: () => time,
      random: () => 0,
      retentionDays: 30,
    });
    const turn = { userId: 'anna', threadId: 't1', begunAt: time, request: 'Hi', response: 'Hello' };
    await context.logTurn(turn);
    expect(lines).toEqual(['chatLog.failed']);
  });
});
