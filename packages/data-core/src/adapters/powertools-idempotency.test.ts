import {
  IdempotencyAlreadyInProgressError,
  IdempotencyConfig,
  IdempotencyValidationError,
  makeIdempotent,
} from '@aws-lambda-powertools/idempotency';
import { createTestClient, createTestTable } from '../../test/test-table.ts';
import { keysTable } from '../primitives/keys/keys.table.ts';
import { KeysPersistenceLayer } from './powertools-idempotency.ts';

const client = createTestClient();
let tableName: string;

beforeAll(async () => {
  tableName = await createTestTable(client, keysTable);
});

interface Order {
  readonly id: string;
  readonly amount?: number;
}

const idempotent = (
  work: (order: Order) => Promise<object>,
  options: { payloadValidationJmesPath?: string } = {},
) => {
  const lambdaContext = { getRemainingTimeInMillis: () => 10_000 };
  const config = new IdempotencyConfig({ eventKeyJmesPath: 'id', lambdaContext, ...options });
  return makeIdempotent(work, {
    persistenceStore: new KeysPersistenceLayer({ tableName, client }),
    config,
    keyPrefix: 'orders',
  });
};

describe("powertools' idempotency on the table of keys", () => {
  it('runs a function once and replays what it returned', async () => {
    let runs = 0;
    const place = idempotent(async ({ id }) => {
      runs += 1;
      return { id, runs };
    });
    expect(await place({ id: 'replayed' })).toEqual({ id: 'replayed', runs: 1 });
    expect(await place({ id: 'replayed' })).toEqual({ id: 'replayed', runs: 1 });
    expect(runs).toBe(1);
  });

  it('lets one of 16 callers at once run it, and tells the others that it is in progress', async () => {
    let runs = 0;
    let refused = 0;
    let finish = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const place = idempotent(async () => {
      runs += 1;
      await finished;
      return { runs };
    });
    const call = () =>
      place({ id: 'raced' }).catch((error: unknown) => {
        expect(error).toBeInstanceOf(IdempotencyAlreadyInProgressError);
        refused += 1;
        // Only now does the one that runs it end.
        if (refused === 15) finish();
      });
    const results = await Promise.all(Array.from({ length: 16 }, call));
    expect(runs).toBe(1);
    expect(results.filter((result) => result !== undefined)).toEqual([{ runs: 1 }]);
  });

  it('lets a function that threw be tried again', async () => {
    let runs = 0;
    const place = idempotent(async () => {
      runs += 1;
      if (runs === 1) throw new Error('no connection');
      return { runs };
    });
    await expect(place({ id: 'retried' })).rejects.toThrow('no connection');
    expect(await place({ id: 'retried' })).toEqual({ runs: 2 });
  });

  it('refuses the same key with another payload', async () => {
    const place = idempotent(async () => ({ done: true }), { payloadValidationJmesPath: 'amount' });
    await place({ id: 'validated', amount: 1 });
    await expect(place({ id: 'validated', amount: 2 })).rejects.toBeInstanceOf(IdempotencyValidationError);
    expect(await place({ id: 'validated', amount: 1 })).toEqual({ done: true });
  });
});
