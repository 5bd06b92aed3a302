import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { checkHistory } from './check-history.ts';
import { runCustomer } from './customer.ts';
import { type FaultRates, usualFaults } from './faults.ts';
import { runOperator, runOverrider } from './operator.ts';
import { readStored } from './read-stored.ts';
import { createTables } from './tables.ts';
import { createWorld, type World } from './world.ts';

export interface RunOptions {
  readonly seed: number;
  readonly endpoint: string;
  /** A client that nothing stands in the way of. */
  readonly plainClient: DynamoDBDocumentClient;
  /** Begins the tables' names and every id: each run needs its own, at most 30 characters. */
  readonly prefix: string;
  /** @default usualFaults */
  readonly faults?: FaultRates;
}

export interface RunReport {
  readonly seed: number;
  /** A sentence for each way in which an invariant was broken. */
  readonly violations: readonly string[];
  /** What happened, in order: the same for the same seed. */
  readonly trace: readonly string[];
  readonly messages: number;
  readonly deadLetters: number;
}

const minuteMs = 60_000;
/** Longer than the sweeper ever waits between two attempts. */
const sweepPauseMs = 31 * minuteMs;
/** What is still waiting after so many sweeps without a fault waits for good. */
const sweepsAtMost = 12;

/**
 * Runs the platform's functions through one conversation whose every step, fault and coincidence comes from the seed;
 * then lets everything calm down, and checks the invariants.
 */
export async function runSeed(options: RunOptions): Promise<RunReport> {
  const { seed, endpoint, plainClient, prefix, faults = usualFaults } = options;
  const tables = await createTables(plainClient, prefix);
  const world = createWorld({
    seed,
    endpoint,
    tables,
    idPrefix: prefix,
    faults,
  });
  try {
    const acting = act(world);
    await world.scheduler.runUntilIdle();
    await acting;
    world.calmDown();
    await sweepUntilAnswered(world, () => readStored(plainClient, tables, world.clock.now()));
    const stored = await readStored(plainClient, tables, world.clock.now());
    const { acknowledgements, unacknowledged, commits, humanWindows, scheduler, deadLetters } = world;
    return {
      seed,
      violations: checkHistory({ acknowledgements, unacknowledged, commits, humanWindows, ...stored }),
      trace: scheduler.trace,
      messages: stored.stored.length,
      deadLetters: deadLetters.length,
    };
  } finally {
    world.close();
  }
}

/** Two customers in a thread each; one of them meets an operator, or someone who takes the customer over. */
async function act(world: World): Promise<void> {
  const { random } = world;
  const actors = [runCustomer(world, 'anna', 'ta'), runCustomer(world, 'bela', 'tb'), runSweeps(world)];
  if (random.chance(0.7)) actors.push(runOperator(world, 'olga', 'ta'));
  if (random.chance(0.5)) actors.push(runOverrider(world, 'bela', 'tb'));
  await Promise.all(actors);
}

/** The schedule, while there are faults. */
async function runSweeps({ clock, invoke }: World): Promise<void> {
  for (let minute = 1; minute <= 3; minute += 1) {
    await clock.wait(minuteMs);
    await invoke('sweeper', {});
  }
}

async function sweepUntilAnswered(world: World, read: () => ReturnType<typeof readStored>): Promise<void> {
  for (let sweeps = 0; sweeps < sweepsAtMost; sweeps += 1) {
    const { heads } = await read();
    if (!heads.some(({ awaiting, botMayAnswer }) => awaiting && botMayAnswer)) return;
    world.clock.advance(sweepPauseMs);
    const swept = world.invoke('sweeper', {});
    await world.scheduler.runUntilIdle();
    await swept;
  }
}
