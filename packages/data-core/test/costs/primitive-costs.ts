import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { LimitedAttempt } from '../../src/primitives/limit/limited-attempt.ts';
import { DynamoLock } from '../../src/primitives/lock/dynamo-lock.ts';
import { locksTable } from '../../src/primitives/lock/locks.table.ts';
import { DoOnceManager } from '../../src/primitives/once/do-once-manager.ts';
import { PartitionedKeyValueTable } from '../../src/primitives/partitioned/partitioned-key-value-table.ts';
import { partitionedKeysTable } from '../../src/primitives/partitioned/partitioned-keys.table.ts';
import { createTestTable } from '../test-table.ts';
import { cost, type Measure } from './cost-line.ts';

const at = (sort: string) => ({ partition: 'p', sort });

export async function lockCosts(client: DynamoDBDocumentClient, measure: Measure): Promise<void> {
  const locks = new DynamoLock({ client, tableName: await createTestTable(client, locksTable) });
  const lock = await locks.acquire('held', { leaseMs: 600_000 });
  await measure('lock acquire, free', cost(1, 0, 1), () => locks.tryAcquire('free', 600));
  await measure('lock acquire, held', cost(1, 0, 0, 1), () => locks.tryAcquire('held', 600));
  await measure('lock extend', cost(1, 0, 1), () => lock.extend(600_000));
  await measure('lock release', cost(1, 0, 1), () => lock.release());
}

export async function setCosts(client: DynamoDBDocumentClient, measure: Measure): Promise<void> {
  const table = new PartitionedKeyValueTable({
    client,
    tableName: await createTestTable(client, partitionedKeysTable),
  });
  await measure('addToSet', cost(1, 0, 1), () => table.addToSet(at('set'), ['a', 'b']));
  await measure('removeFromSet', cost(1, 0, 1), () => table.removeFromSet(at('set'), ['a']));
  await measure('existsInSet', cost(1, 0.5, 0), () => table.existsInSet(at('set'), 'b'));
  await measure('updateInSet with a predicate', cost(2, 1, 1), () =>
    table.updateInSet(at('set'), 'c', (element: string) => element === 'b'),
  );
  await measure('removeFromSetByKey', cost(2, 1, 1), () => table.removeFromSetByKey(at('set'), () => true));
  await measure('setIfNotExists', cost(1, 0, 1), () => table.setIfNotExists(at('new'), 1));
  await measure('exists', cost(1, 0.5, 0), () => table.exists(at('new')));
}

export async function onceAndLimitCosts(client: DynamoDBDocumentClient, measure: Measure): Promise<void> {
  const table = new PartitionedKeyValueTable({
    client,
    tableName: await createTestTable(client, partitionedKeysTable),
  });
  const once = new DoOnceManager(table);
  await measure('doOnce, first', cost(2, 0, 2), () => once.doOnce('user', 'act', async () => ({ sent: 1 })));
  await measure('doOnce, repeated', cost(1, 0, 0, 1), () => once.doOnce('user', 'act', async () => 1));

  const limiter = new LimitedAttempt(table);
  const attempt = () => limiter.attempt(at('limit'), { attemptsMax: 2, windowMs: 60_000 });
  await measure('attempt, first', cost(2, 0, 1, 1), attempt);
  await measure('attempt, later', cost(1, 0, 1), attempt);
  await measure('attempt, refused', cost(1, 0, 0, 1), () => attempt().catch(() => undefined));
}
