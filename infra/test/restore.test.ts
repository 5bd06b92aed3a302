import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { copyBack, restore } from '../src/deploy/restore.ts';
import { createStoredTables, type StoredTables } from '../src/deploy/stored-tables.ts';
import { noTables } from './ready-account.ts';
import { createTable, deskWith, item, live, orders, put, restored, textsIn } from './restored-shop.ts';

const window = { from: new Date('2026-11-01T00:00:00Z'), to: new Date('2026-11-21T12:00:00Z') };

describe('a table is restored', () => {
  it('beside the one in use; what to do next is said, and a second run goes on where the first was stopped', async () => {
    const begun: string[] = [];
    let looks = 0;
    const tables: StoredTables = {
      ...noTables,
      exists: async () => begun.length > 0,
      recoverable: async () => window,
      restore: async (from, to, time) => void begun.push(`${from} ${to} ${time.toISOString()}`),
      isReady: async () => ++looks % 3 === 0,
    };
    for (const [run, first] of [`Restoring ${live} as it was`, `${restored} is there already.`].entries()) {
      const lines: string[] = [];
      await restore(deskWith(tables, [], lines), 'orders', '2026-11-21T11:00:00+01:00');
      expect(begun).toEqual([`${live} ${restored} 2026-11-21T10:00:00.000Z`]);
      const text = lines.join('\n');
      expect([run, text]).toEqual([run, expect.stringContaining(first)]);
      expect(text).toContain(`restoredTables: { orders: '${restored}' },`);
      expect(text).toContain(`npm run restore -- shop orders ${restored}`);
    }
  });

  it.each<[string, string, string, Partial<StoredTables>, string]>([
    [
      'of a table that there is not',
      'order',
      '2026-11-21T10:00:00Z',
      {},
      'shop has no table order. There are orders.',
    ],
    [
      'of a time without a zone',
      'orders',
      '2026-11-21T10:00',
      {},
      '2026-11-21T10:00 is no time with a zone. Write it as 2026-11-21T10:00:00Z.',
    ],
    ['of no time', 'orders', '2026-13-41T10:00:00Z', {}, 'is no time with a zone'],
    [
      'of a table that does not recover',
      'orders',
      '2026-11-21T10:00:00Z',
      {},
      `${live} does not exist, or does not recover to points in time.`,
    ],
    [
      'of a time that is too old',
      'orders',
      '2026-10-01T10:00:00Z',
      { recoverable: async () => window },
      `${live} can be restored to a time from 2026-11-01T00:00:00.000Z to 2026-11-21T12:00:00.000Z, but not to 2026-10-01T10:00:00.000Z.`,
    ],
  ])('but not %s', async (_what, table, time, tables, message) => {
    await expect(restore(deskWith({ ...noTables, ...tables }), table, time)).rejects.toThrow(message);
  });

  it('and copied back from only if it is there, and somebody agrees', async () => {
    await expect(copyBack(deskWith(noTables), 'orders', restored)).rejects.toThrow(
      `There is no table ${live} that is ready.`,
    );
    const both = { ...noTables, isReady: async () => true };
    await expect(copyBack(deskWith(both, ['no']), 'orders', restored)).rejects.toThrow('Nothing was copied.');
  });
});

describe('copying back', () => {
  it('brings what is missing, and neither what is newer nor what has expired; twice is as good as once', async () => {
    // biome-ignore lint/style/noProcessEnv: where the engine of the test run is
    const endpoint = process.env.DYNAMODB_ENDPOINT ?? '';
    const region = 'eu-west-1';
    // biome-ignore lint/style/noProcessEnv: where the SDK looks for credentials
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' });
    const client = new DynamoDBClient({ region, endpoint });
    const names = { from: `restored-${Date.now()}`, to: `live-${Date.now()}` };
    await createTable(client, names.from);
    await createTable(client, names.to);
    const now = Date.parse('2026-11-21T12:00:00Z');
    const seconds = now / 1000;
    const many = Array.from({ length: 60 }, (_, index) => item('many', index, 'old'));
    await put(client, names.from, [
      ...many,
      item('a', 1, 'old'),
      item('a', 2, 'old', seconds + 60),
      item('b', 1, 'old', seconds),
    ]);
    await put(client, names.to, [item('a', 1, 'new'), item('c', 1, 'new')]);

    const tables = createStoredTables({ region, endpoint, now: () => now });
    const copy = () => tables.copyMissing(orders, names.from, names.to, () => {});
    expect(await copy()).toEqual({ copied: 61, kept: 1, expired: 1 });
    const after = await textsIn(client, names.to);
    expect(after.filter((line) => !line.startsWith('many'))).toEqual(['a 1 new', 'a 2 old', 'c 1 new']);
    expect(await copy()).toEqual({ copied: 0, kept: 62, expired: 1 });
    expect(await textsIn(client, names.to)).toEqual(after);
  });
});
