import { randomBytes } from 'node:crypto';
import { inParallel } from '../../src/shared/batch/in-parallel.ts';
import { createWorld, type HistoryTables, type World } from '../history.ts';
import { createTestTables } from '../history-tables.ts';
import { histories, seedsOf } from './all.ts';
import { fencedWritesHistory } from './locks.ts';

/** `SEED` replays one seed; `SEEDS` says how many are tried, see {@link seedsOf}. */
// biome-ignore lint/style/noProcessEnv: how the person who runs the tests chooses
const { SEED, SEEDS = '2' } = process.env;
const minutes = (count: number) => count * 60_000;
/** All of them want one lock, so the work grows with the square of their number. */
const crowd = Number(SEEDS) < 100 ? { workers: 16, rounds: 4 } : { workers: 50, rounds: 10 };

/** Worlds share nothing, so several go on while others wait for the engine. */
const worldsAtOnce = 4;

let tables: HistoryTables;

beforeAll(async () => {
  tables = await createTestTables();
});

async function runIn(seed: number, name: string, run: (world: World) => Promise<void>): Promise<void> {
  const world = createWorld(seed, tables, randomBytes(5).toString('hex'));
  try {
    await run(world);
  } catch (cause) {
    throw new Error(`"${name}" fails with SEED=${seed}`, { cause });
  }
}

describe('with throttling, lost answers and crashes', () => {
  it.each(histories.map((history) => ({ ...history, count: seedsOf(history, Number(SEEDS)) })))(
    '$name, $count seeds',
    async ({ name, run, count }) => {
      const seeds = SEED === undefined ? Array.from({ length: count }, (_, index) => index) : [Number(SEED)];
      await inParallel(seeds, worldsAtOnce, (seed) => runIn(seed, name, run));
    },
    minutes(30),
  );

  it(
    `I6: ${crowd.workers} workers in ${crowd.rounds} rounds each lose no update by a fenced write`,
    () => runIn(50, 'many workers', (world) => fencedWritesHistory(world, crowd.workers, crowd.rounds)),
    minutes(5),
  );
});
