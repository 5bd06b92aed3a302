import { randomBytes } from 'node:crypto';
import { keysTable } from '../src/keys/keys.table.ts';
import { locksTable } from '../src/lock/locks.table.ts';
import { partitionedKeysTable } from '../src/partitioned/partitioned-keys.table.ts';
import { fencedWritesHistory, histories } from './histories.ts';
import { createWorld, type HistoryTables } from './history.ts';
import { createTestClient, createTestTable } from './test-table.ts';

/** `SEED` replays one seed; `SEEDS` says how many are tried. */
// biome-ignore lint/style/noProcessEnv: how whoever runs the tests chooses
const { SEED, SEEDS = '5' } = process.env;
const seeds =
  SEED === undefined ? Array.from({ length: Number(SEEDS) }, (_, index) => index) : [Number(SEED)];
const minutes = (count: number) => count * 60_000;

let tables: HistoryTables;

beforeAll(async () => {
  const client = createTestClient();
  const [keys, partitioned, locks] = await Promise.all(
    [keysTable, partitionedKeysTable, locksTable].map((table) => createTestTable(client, table)),
  );
  tables = { keys: String(keys), partitioned: String(partitioned), locks: String(locks) };
});

describe(`the histories of ${seeds.length} seeds, with throttling, lost answers and crashes`, () => {
  it.each(Object.entries(histories))(
    '%s',
    async (name, history) => {
      for (const seed of seeds) {
        const world = createWorld(seed, tables, `${name}-${randomBytes(3).toString('hex')}`);
        try {
          await history(world);
        } catch (cause) {
          throw new Error(`${name} fails with SEED=${seed}`, { cause });
        } finally {
          world.close();
        }
      }
    },
    minutes(30),
  );
});

it(
  'I6: 50 workers in 10 rounds each lose no update of one counter by a fenced write',
  async () => {
    const world = createWorld(50, tables, `fifty-${randomBytes(3).toString('hex')}`);
    await fencedWritesHistory(world, 50, 10);
    world.close();
  },
  minutes(2),
);
