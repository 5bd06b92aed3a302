import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Crash, createFaultyClient, type FaultRates } from './faults.ts';
import { seededRandom } from './seeded-random.ts';
import { VirtualTime } from './virtual-time.ts';

/** The tables that histories run on. */
export interface HistoryTables {
  readonly keys: string;
  readonly partitioned: string;
  readonly locks: string;
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
  /** Closes the connections of all clients. */
  close(): void;
}

const defaultRates: FaultRates = { throttle: 0.08, loseAnswer: 0.08, crashBefore: 0.03, crashAfter: 0.03 };

export function createWorld(seed: number, tables: HistoryTables, run: string): World {
  const random = seededRandom(seed);
  const clients: DynamoDBDocumentClient[] = [];
  let ids = 0;
  return {
    seed,
    tables,
    time: new VirtualTime(),
    random,
    prefix: `${run}-${seed}`,
    newId: () => `id-${seed}-${ids++}`,
    client: (rates) => {
      const client = createFaultyClient(random, { ...defaultRates, ...rates });
      clients.push(client);
      return client;
    },
    close: () => {
      for (const client of clients) client.destroy();
    },
  };
}

/** How a step of a worker ended: `unknown` if it crashed, when it may or may not have taken effect. */
export type Ending<Result> =
  | { readonly ended: 'done'; readonly result: Result }
  | { readonly ended: 'failed'; readonly error: unknown }
  | { readonly ended: 'unknown' };

/** @param expected the errors that are no fault of the code under test */
export async function step<Result>(
  work: () => Promise<Result>,
  expected: (error: unknown) => boolean = () => false,
): Promise<Ending<Result>> {
  try {
    return { ended: 'done', result: await work() };
  } catch (error) {
    if (isCrash(error)) return { ended: 'unknown' };
    if (expected(error)) return { ended: 'failed', error };
    throw error;
  }
}

/** The SDK gives the last error when it does not retry; faults that outlast all retries count as a crash too. */
export function isCrash(error: unknown): boolean {
  return (
    error instanceof Crash ||
    (error instanceof Error && ['ThrottlingException', 'TimeoutError'].includes(error.name))
  );
}

/** Runs `count` workers at once. */
export const workers = <Result>(count: number, work: (index: number) => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));
