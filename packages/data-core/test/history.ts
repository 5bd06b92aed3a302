import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { PartitionedKeyValueTable } from '../src/primitives/partitioned/partitioned-key-value-table.ts';
import { Crash, createFaultyClient, type FaultRates } from './faults.ts';
import { seededRandom } from './seeded-random.ts';
import { VirtualTime } from './virtual-time.ts';

/** The tables that histories run on. */
export interface HistoryTables {
  readonly keys: string;
  readonly partitioned: string;
  readonly locks: string;
  readonly states: string;
  readonly tokens: string;
  readonly config: string;
  readonly chatLog: string;
  readonly conversations: string;
}

/** What one seed decides: who does what when, and what goes wrong. */
export interface World {
  readonly seed: number;
  readonly tables: HistoryTables;
  readonly time: VirtualTime;
  readonly random: () => number;
  /** Unique in the world, for keys that no other history uses. */
  readonly prefix: string;
  readonly newId: () => string;
  /** A client of a worker: its own faults, its own crash. */
  client(rates?: Partial<FaultRates>): DynamoDBDocumentClient;
}

/** For a check of the final state. */
export const noFaults: FaultRates = { throttle: 0, loseAnswer: 0, crashBefore: 0, crashAfter: 0 };

const defaultRates: FaultRates = { throttle: 0.08, loseAnswer: 0.08, crashBefore: 0.03, crashAfter: 0.03 };

export function createWorld(seed: number, tables: HistoryTables, run: string): World {
  const random = seededRandom(seed);
  let ids = 0;
  return {
    seed,
    tables,
    time: new VirtualTime(),
    random,
    prefix: `${run}-${seed}`,
    newId: () => `id-${seed}-${ids++}`,
    client: (rates) => createFaultyClient(random, { ...defaultRates, ...rates }),
  };
}

/** How a step of a worker ended: `unknown` if it crashed, when it may or may not have taken effect. */
export type Ending<Result> =
  | { readonly ended: 'done'; readonly result: Result }
  | { readonly ended: 'failed'; readonly error: unknown }
  | { readonly ended: 'unknown'; readonly error: unknown };

/** @param expected the errors that are no fault of the code under test */
export async function step<Result>(
  work: () => Promise<Result>,
  expected: (error: unknown) => boolean = () => false,
): Promise<Ending<Result>> {
  try {
    return { ended: 'done', result: await work() };
  } catch (error) {
    if (isCrash(error)) return { ended: 'unknown', error };
    if (expected(error)) return { ended: 'failed', error };
    throw error;
  }
}

/** Tries again after every crash. */
export async function untilDone(work: () => Promise<unknown>): Promise<void> {
  while ((await step(work)).ended !== 'done');
}

/** The SDK gives the last error when it does not retry; faults that outlast all retries count as a crash too. */
function isCrash(error: unknown): boolean {
  return (
    error instanceof Crash ||
    (error instanceof Error && ['ThrottlingException', 'TimeoutError'].includes(error.name))
  );
}

/** Runs `count` workers at once. */
export const workers = <Result>(count: number, work: (index: number) => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

/** The partitioned keys as a worker sees them. */
export function partitioned(world: World, client = world.client()): PartitionedKeyValueTable {
  const { time, random, newId, tables } = world;
  return new PartitionedKeyValueTable({
    client,
    tableName: tables.partitioned,
    now: time.clock(),
    sleep: time.sleep,
    random,
    newId,
    maxSetAttempts: 50,
  });
}
