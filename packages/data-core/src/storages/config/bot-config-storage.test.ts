import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { measure } from '@switchboard/jest-preset/measure-cost';
import { createTestClient, createTestTable } from '../../../test/test-table.ts';
import { botConfigTable } from './bot-config.table.ts';
import { BotConfigStorage } from './bot-config-storage.ts';
import { ConfigConflictError } from './errors.ts';

const client = createTestClient();
let tableName: string;
let nowMs: number;
let configs: BotConfigStorage;

beforeEach(async () => {
  tableName = await createTestTable(client, botConfigTable);
  nowMs = 1_700_000_000_000;
  configs = new BotConfigStorage(tableName, { client, now: () => nowMs });
});

const items = async () =>
  (await client.send(new ScanCommand({ TableName: tableName, ConsistentRead: true }))).Items ?? [];

describe('a configuration', () => {
  it('is null with timestamp 0 while there is none', async () => {
    expect(await configs.getConfig()).toBeNull();
    expect(await configs.getConfigTimestamp()).toBe(0);
    await configs.invalidateConfig();
    expect(await items()).toEqual([]);
  });

  it('comes back as it was written, with its timestamp and without the key', async () => {
    const config = { blocks: [{ at: new Date(5), text: '2024-01-01T00:00:00Z' }] };
    const written = await configs.updateConfig(config);
    expect(written).toBe(config);
    expect(written.timestamp).toBe(nowMs);
    expect(await configs.getConfigTimestamp()).toBe(nowMs);
    expect(await configs.getConfig()).toEqual({ ...config, timestamp: nowMs });
  });

  it('is none after it was invalidated', async () => {
    await configs.updateConfig({ a: 1 });
    await configs.invalidateConfig();
    expect(await configs.getConfig()).toBeNull();
    expect(await configs.getConfigTimestamp()).toBe(0);
    expect(await configs.updateConfig({ a: 2 })).toEqual({ a: 2, timestamp: nowMs + 1 });
  });

  it('fault: invalidating rewrote it whole: it costs one unit, however large it is', async () => {
    await configs.updateConfig({ text: 'x'.repeat(200_000) });
    const metered = createTestClient();
    const invalidating = () => new BotConfigStorage(tableName, { client: metered }).invalidateConfig();
    expect(await measure(metered, invalidating)).toMatchObject({ requests: ['UpdateItem'], writeUnits: 1 });
  });

  it('has a name of its own if one is given', async () => {
    await configs.setConfig('rules', { a: 1 });
    expect(await configs.getConfig('rules')).toMatchObject({ a: 1 });
    expect(await configs.getConfig()).toBeNull();
    await configs.invalidateConfig('rules');
    expect(await configs.getConfigTimestamp('rules')).toBe(0);
  });

  it('gets a later timestamp with every write, so that each is noticed', async () => {
    const first = await configs.updateConfig({ a: 1 });
    const second = await configs.updateConfig({ a: 2 });
    expect(second.timestamp).toBe(first.timestamp + 1);
  });

  it('fault: it was limited to one item: it may be larger, and leaves nothing behind when it is replaced', async () => {
    let text = '';
    for (let n = 1; text.length < 1_500_000; n = (n * 48_271) % 2_147_483_647) text += n.toString(36);
    await configs.updateConfig({ text });
    expect((await items()).length).toBeGreaterThan(2);
    expect(await configs.getConfig()).toEqual({ text, timestamp: nowMs });
    await configs.updateConfig({ text: 'short' });
    expect(await items()).toHaveLength(2);
  });
});

describe('writers of one configuration', () => {
  it('fault: the last writer won silently: they do not overwrite what they have not read', async () => {
    const { timestamp } = await configs.updateConfig({ by: 'first' });
    await configs.updateConfig({ by: 'second' }, { expectedTimestamp: timestamp });
    const late = configs.updateConfig({ by: 'third' }, { expectedTimestamp: timestamp });
    await expect(late).rejects.toBeInstanceOf(ConfigConflictError);
    await expect(late).rejects.toMatchObject({ code: 'config.conflict', expectedTimestamp: timestamp });
    expect(await configs.getConfig()).toMatchObject({ by: 'second' });
    expect(await items()).toHaveLength(2);
  });

  it('see that it was invalidated, and that there is one already', async () => {
    const { timestamp } = await configs.updateConfig({ a: 1 }, { expectedTimestamp: 0 });
    await configs.invalidateConfig();
    await expect(configs.updateConfig({ a: 2 }, { expectedTimestamp: timestamp })).rejects.toThrow('not');
    await configs.updateConfig({ a: 3 }, { expectedTimestamp: 0 });
    await expect(configs.updateConfig({ a: 4 }, { expectedTimestamp: 0 })).rejects.toBeInstanceOf(
      ConfigConflictError,
    );
  });

  it('count right when 8 of them increment it, each on the version that it has read', async () => {
    await configs.updateConfig({ count: 0 });
    const increment = async (): Promise<void> => {
      const config = await configs.getConfig();
      try {
        const count = Number(config?.count) + 1;
        await configs.updateConfig({ count }, { expectedTimestamp: Number(config?.timestamp) });
      } catch (error) {
        if (!(error instanceof ConfigConflictError)) throw error;
        return increment();
      }
    };
    await Promise.all(Array.from({ length: 8 }, increment));
    expect(await configs.getConfig()).toMatchObject({ count: 8 });
    expect(await items()).toHaveLength(2);
  });

  it('never mix their parts, and readers never see half of one', async () => {
    const write = (n: number) => configs.updateConfig({ list: Array.from({ length: 200 }, () => n) });
    const read = async () => new Set(((await configs.getConfig())?.list as number[] | undefined) ?? []).size;
    const writes = Array.from({ length: 8 }, (_, n) => write(n));
    const sizes = await Promise.all(Array.from({ length: 32 }, read));
    await Promise.all(writes);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1);
    expect(await items()).toHaveLength(2);
  });
});

describe("wingbot's API", () => {
  const asEditor = { groups: ['botEditor'], token: { groups: [{ group: 'botEditor' }] } };

  it('invalidates the configuration for who may, and tells the bot', async () => {
    let told = 0;
    const api = configs.api(async () => {
      told += 1;
    });
    await configs.updateConfig({ a: 1 });
    expect(await api.updateBot({}, { ...asEditor, token: { groups: [{ group: 'reader' }] } })).toBeNull();
    expect(await configs.getConfigTimestamp()).toBe(nowMs);
    expect(await api.updateBot({}, asEditor)).toBe(true);
    expect(told).toBe(1);
    expect(await configs.getConfigTimestamp()).toBe(0);
  });

  it('takes more groups, or a function that decides', async () => {
    const reader = { groups: [], token: { groups: [{ group: 'reader' }] } };
    expect(await configs.api(undefined, ['reader']).updateBot({}, reader)).toBe(true);
    expect(await configs.api(undefined, () => false).updateBot({}, asEditor)).toBeNull();
  });
});

describe('bad input is named', () => {
  it.each([
    [() => configs.setConfig('', {}), 'id must be a text of 1 to 600 bytes, not "".'],
    [() => configs.updateConfig([]), 'config must be an object, not an array.'],
    [
      () => configs.updateConfig({}, { expectedTimestamp: -1 }),
      'expectedTimestamp must be a whole number of at least 0, not -1.',
    ],
    [
      () => configs.updateConfig({ run: () => 1 }),
      'The value at "config.run" is a function: only data can be stored.',
    ],
  ])('%#', async (act, message) => {
    await expect(act()).rejects.toThrow(message);
    expect(await items()).toEqual([]);
  });
});
