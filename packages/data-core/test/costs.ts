import { KeyValueCounter } from '../src/counter/key-value-counter.ts';
import { KeyValueTable } from '../src/keys/key-value-table.ts';
import { keysTable } from '../src/keys/keys.table.ts';
import { LimitedAttempt } from '../src/limit/limited-attempt.ts';
import { DynamoLock } from '../src/lock/dynamo-lock.ts';
import { locksTable } from '../src/lock/locks.table.ts';
import { DoOnceManager } from '../src/once/do-once-manager.ts';
import { PartitionedKeyValueTable } from '../src/partitioned/partitioned-key-value-table.ts';
import { partitionedKeysTable } from '../src/partitioned/partitioned-keys.table.ts';
import { attachMeter, type Cost } from './meter.ts';
import { createTestClient, createTestTable } from './test-table.ts';

/** One line of the table of costs: what an operation may cost, and what it was measured to. */
export interface CostLine {
  readonly operation: string;
  readonly floor: Cost;
  readonly measured: Cost;
}

const cost = (requests: number, readUnits: number, writeUnits: number, refused = 0): Cost => ({
  requests,
  readUnits,
  writeUnits,
  refused,
});

const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => `n${index}`);

/** Measures every operation on tables of its own. A value of `valueKb` makes an item a little smaller than that. */
export async function measureCosts(): Promise<CostLine[]> {
  const client = createTestClient();
  const [keys, partitioned, lockTable] = await Promise.all([
    createTestTable(client, keysTable),
    createTestTable(client, partitionedKeysTable),
    createTestTable(client, locksTable),
  ]);
  const meter = attachMeter(client);
  const lines: CostLine[] = [];
  const line = async (operation: string, floor: Cost, work: () => Promise<unknown>) => {
    lines.push({ operation, floor, measured: await meter.cost(work) });
  };

  const locks = new DynamoLock({ client, tableName: lockTable });
  const lock = await locks.acquire('held', 600);
  const values = new KeyValueTable({ client, tableName: keys });
  const counter = new KeyValueCounter({ client, tableName: keys, namespace: 'counter' });
  const table = new PartitionedKeyValueTable({ client, tableName: partitioned });
  const once = new DoOnceManager(table);
  const limiter = new LimitedAttempt(table);
  const at = (sort: string) => ({ partition: 'p', sort });
  const large = 'x'.repeat(7 * 1024);

  await line('lock acquire, free', cost(1, 0, 1), () => locks.tryAcquire('free', 600));
  await line('lock acquire, held', cost(1, 0, 0, 1), () => locks.tryAcquire('held', 600));
  await line('lock release', cost(1, 0, 1), () => lock.release());
  await line('kv set, 7 KB', cost(1, 0, 8), () => values.set('large', large));
  await line('kv get, 7 KB', cost(1, 1, 0), () => values.get('large'));
  await line('kv setBatch of 100', cost(4, 0, 100), () =>
    values.setBatch(numbers(100).map((id) => ({ id, value: 1 }))),
  );
  await line('kv getBatch of 250', cost(3, 125, 0), () => values.getBatch(numbers(250)));
  await line('counter incr', cost(1, 0, 1), () => counter.incr('k'));
  await line('counter get of 150', cost(2, 75, 0), () => counter.get(numbers(150)));
  await line('addToSet', cost(1, 0, 1), () => table.addToSet(at('set'), ['a', 'b']));
  await line('removeFromSet', cost(1, 0, 1), () => table.removeFromSet(at('set'), ['a']));
  await line('existsInSet', cost(1, 0.5, 0), () => table.existsInSet(at('set'), 'b'));
  await line('updateInSet with a predicate', cost(2, 1, 1), () =>
    table.updateInSet(at('set'), 'c', (element: string) => element === 'b'),
  );
  await line('setIfNotExists', cost(1, 0, 1), () => table.setIfNotExists(at('new'), 1));
  await line('exists', cost(1, 0.5, 0), () => table.exists(at('new')));
  await line('doOnce, first', cost(2, 0, 2), () => once.doOnce('user', 'act', async () => ({ sent: 1 })));
  await line('doOnce, repeated', cost(1, 0, 0, 1), () => once.doOnce('user', 'act', async () => 1));
  const limit = { attemptsMax: 2, validityTime: 60_000 };
  await line('attempt, first', cost(2, 0, 1, 1), () => limiter.attempt(at('limit'), limit));
  await line('attempt, later', cost(1, 0, 1), () => limiter.attempt(at('limit'), limit));
  await line('attempt, refused', cost(1, 0, 0, 1), () =>
    limiter.attempt(at('limit'), limit).catch(() => undefined),
  );
  await table.setBatch(numbers(50).map((sort) => ({ key: { partition: 'full', sort }, data: 1 })));
  await line('clear of 50', cost(3, 0.5, 50), () => table.clear('full'));
  return lines;
}
