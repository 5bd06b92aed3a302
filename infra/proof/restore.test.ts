import { DynamoDBClient, UpdateContinuousBackupsCommand } from '@aws-sdk/client-dynamodb';
import { copyBack, restore } from '../src/deploy/restore.ts';
import { createStoredTables, type StoredTables } from '../src/deploy/stored-tables.ts';
import { createTable, deskWith, item, live, put, textsIn } from '../test/restored-shop.ts';
import { type Moto, startMoto } from './moto.ts';
import { describeWith } from './programs.ts';

const patienceMs = 60_000;

describeWith('moto_server')('with moto, a table', () => {
  let moto: Moto;
  let client: DynamoDBClient;
  let tables: StoredTables;

  beforeAll(async () => {
    moto = await startMoto();
    const { endpoint } = moto;
    client = new DynamoDBClient({ region: 'eu-west-1', endpoint });
    tables = createStoredTables({ region: 'eu-west-1', endpoint, now: Date.now });
  }, patienceMs);

  afterAll(() => moto.stop());

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
