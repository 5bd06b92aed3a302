import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
  UpdateContinuousBackupsCommand,
} from '@aws-sdk/client-dynamodb';
import type { TableDefinition } from '@switchboard/data-core/table';
import { httpRoute, onTable } from '@switchboard/declarations';
import type { Cloud } from '../src/deploy/cloud.ts';
import type { Desk } from '../src/deploy/desk.ts';
import { copyBack, restore } from '../src/deploy/restore.ts';
import { createStoredTables, type StoredTables } from '../src/deploy/stored-tables.ts';
import { defineEnvironment } from '../src/environment/environment.ts';
import { freePort } from './free-port.ts';
import { noTables } from './no-tables.ts';

const accountId = '123456789012';
const patienceMs = 60_000;
const orders: TableDefinition = {
  name: 'orders',
  partitionKey: { name: 'id', type: 'S' },
  sortKey: { name: 'line', type: 'N' },
  ttlAttribute: 'expiresAt',
};
const shop = defineEnvironment({ name: 'shop', region: 'eu-west-1', accountId, state: 'file' });
const live = 'switchboard.shop.orders';
const restored = 'switchboard.shop.orders-20261121T100000Z';

const cloud: Cloud = {
  identity: async () => ({ accountId, arn: `arn:aws:iam::${accountId}:user/ada` }),
  bucketExists: async () => true,
  createStateBucket: async () => {},
  zoneExists: async () => true,
  parameterExists: async () => true,
  readSecret: async () => undefined,
  putSecret: async () => {},
};

function deskWith(storedTables: StoredTables, answers: string[] = [], lines: string[] = []): Desk {
  return {
    environment: shop,
    packages: [
      {
        root: new URL('.', import.meta.url),
        functions: [
          {
            name: 'order',
            entry: 'src/order.ts',
            memoryMb: 128,
            timeoutSeconds: 5,
            triggers: [httpRoute('GET', '/', 'none')],
            uses: [onTable(orders, 'get')],
          },
        ],
      },
    ],
    cloud,
    storedTables,
    wait: async () => {},
    program: { name: 'terraform', version: '1.11.4' },
    env: {},
    infraFolder: '',
    build: async () => {},
    synthesise: async () => '',
    tryOut: async () => {},
    print: (line) => void lines.push(line),
    ask: async () => answers.shift() ?? '',
  };
}

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

const item = (id: string, line: number, text: string, expiresAt?: number) => ({
  id: { S: id },
  line: { N: String(line) },
  text: { S: text },
  ...(expiresAt !== undefined && { expiresAt: { N: String(expiresAt) } }),
});

async function createTable(client: DynamoDBClient, name: string): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'id', AttributeType: 'S' },
        { AttributeName: 'line', AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: 'id', KeyType: 'HASH' },
        { AttributeName: 'line', KeyType: 'RANGE' },
      ],
    }),
  );
}

const put = (client: DynamoDBClient, table: string, items: readonly ReturnType<typeof item>[]) =>
  Promise.all(items.map((Item) => client.send(new PutItemCommand({ TableName: table, Item }))));

const textsIn = async (client: DynamoDBClient, table: string): Promise<string[]> => {
  const { Items: items = [] } = await client.send(
    new ScanCommand({ TableName: table, ConsistentRead: true }),
  );
  return items.map(({ id, line, text }) => `${id?.S} ${line?.N} ${text?.S}`).sort();
};

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

/** Another program that plays AWS: https://docs.getmoto.org. Where it is absent these tests are skipped by name. */
const describeWithMoto = spawnSync('moto_server', ['--help']).error === undefined ? describe : describe.skip;

describeWithMoto('with moto, a table', () => {
  let server: ChildProcess;
  let client: DynamoDBClient;
  let tables: StoredTables;

  beforeAll(async () => {
    const port = await freePort();
    const endpoint = `http://127.0.0.1:${port}`;
    server = spawn('moto_server', ['-p', String(port)], { stdio: 'ignore' });
    const answers = () =>
      fetch(`${endpoint}/moto-api/`).then(
        ({ ok }) => ok,
        () => false,
      );
    while (!(await answers())) await new Promise((resolve) => setTimeout(resolve, 100));
    // biome-ignore lint/style/noProcessEnv: where the SDK looks for credentials
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' });
    client = new DynamoDBClient({ region: 'eu-west-1', endpoint });
    tables = createStoredTables({ region: 'eu-west-1', endpoint, now: Date.now });
  }, patienceMs);

  afterAll(() => void server.kill());

  it(
    'is restored, and copied back from',
    async () => {
      await createTable(client, live);
      expect(await tables.recoverable(live)).toBeUndefined();
      expect(await tables.recoverable('switchboard.shop.nothing')).toBeUndefined();
      await client.send(
        new UpdateContinuousBackupsCommand({
          TableName: live,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        }),
      );
      await put(client, live, [item('a', 1, 'kept')]);
      const { to } = (await tables.recoverable(live)) ?? { to: new Date() };
      const lines: string[] = [];
      await restore(deskWith(tables, [], lines), 'orders', to.toISOString());
      const [name = ''] = /switchboard\.shop\.orders-\w+/.exec(lines.join('\n')) ?? [];
      expect(await textsIn(client, name)).toEqual(['a 1 kept']);
      await copyBack(deskWith(tables, ['yes'], lines), 'orders', name);
      expect(lines.at(-1)).toBe('Copied 0 items. 1 were there already, 0 have expired.');
    },
    patienceMs,
  );
});
