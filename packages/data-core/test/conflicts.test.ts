import { KeyValueCounter } from '../src/primitives/counter/key-value-counter.ts';
import { KeyValueTable } from '../src/primitives/keys/key-value-table.ts';
import { keysTable } from '../src/primitives/keys/keys.table.ts';
import { LimitedAttempt } from '../src/primitives/limit/limited-attempt.ts';
import { SlidingWindowLimit } from '../src/primitives/limit/sliding-window-limit.ts';
import { TokenBucketLimit } from '../src/primitives/limit/token-bucket-limit.ts';
import { DynamoLock } from '../src/primitives/lock/dynamo-lock.ts';
import { locksTable } from '../src/primitives/lock/locks.table.ts';
import { DoOnceManager } from '../src/primitives/once/do-once-manager.ts';
import { PartitionedKeyValueTable } from '../src/primitives/partitioned/partitioned-key-value-table.ts';
import { partitionedKeysTable } from '../src/primitives/partitioned/partitioned-keys.table.ts';
import { botConfigTable } from '../src/storages/config/bot-config.table.ts';
import { BotConfigStorage } from '../src/storages/config/bot-config-storage.ts';
import { userConversationsTable } from '../src/storages/conversation/user-conversations.table.ts';
import { UserConversations } from '../src/storages/conversation/user-conversations.ts';
import { collide } from './collide.ts';
import { createTestClient, createTestTable } from './test-table.ts';

const client = createTestClient();
const names = { keys: '', partitioned: '', locks: '', config: '', conversations: '' };
const sort = { partition: 'p', sort: 's' };

beforeAll(async () => {
  names.keys = await createTestTable(client, keysTable);
  names.partitioned = await createTestTable(client, partitionedKeysTable);
  names.locks = await createTestTable(client, locksTable);
  names.config = await createTestTable(client, botConfigTable);
  names.conversations = await createTestTable(client, userConversationsTable);
});

/** Every operation that writes single items, on a client whose first two writes collide. */
const operations: [string, (own: typeof client) => Promise<unknown>][] = [
  ['a lock is taken', (own) => lockOf(own).acquire('taken', { leaseMs: 5_000 })],
  ['a value is set', (own) => valuesOf(own).set('set', 1)],
  ['a value is deleted', (own) => valuesOf(own).delete('deleted')],
  ['a counter is changed', (own) => counterOf(own).incr('changed')],
  ['a counter is deleted', (own) => counterOf(own).delete('deleted')],
  ['a partitioned value is set', (own) => tableOf(own).set(sort, 1)],
  ['a partitioned value is set once', (own) => tableOf(own).setIfNotExists({ ...sort, sort: 'once' }, 1)],
  ['a partitioned value is deleted', (own) => tableOf(own).delete(sort)],
  ['a set is changed', (own) => tableOf(own).addToSet({ partition: 'p', sort: 'set' }, 1)],
  ['something is done once', (own) => new DoOnceManager(tableOf(own)).doOnce('u', 'k', async () => 1)],
  ['attempts are counted', (own) => new LimitedAttempt(tableOf(own)).attempt({ ...sort, sort: 'l1' }, fixed)],
  [
    'attempts of a sliding window are counted',
    (own) => new SlidingWindowLimit(tableOf(own)).attempt({ ...sort, sort: 'l2' }, sliding),
  ],
  [
    'tokens of a bucket are taken',
    (own) => new TokenBucketLimit(tableOf(own)).attempt({ ...sort, sort: 'l3' }, bucket),
  ],
  [
    'a configuration is written',
    (own) => new BotConfigStorage(names.config, { client: own }).updateConfig({}),
  ],
  [
    'a conversation is started',
    (own) => new UserConversations({ tableName: names.conversations, client: own }).start(1),
  ],
];

const fixed = { attemptsMax: 1, windowMs: 1000 };
const sliding = { attemptsMax: 1, windowMs: 1000 };
const bucket = { capacity: 1, refillMs: 1000 };
const lockOf = (own: typeof client) => new DynamoLock({ client: own, tableName: names.locks });
const valuesOf = (own: typeof client) => new KeyValueTable({ client: own, tableName: names.keys });
const counterOf = (own: typeof client) =>
  new KeyValueCounter({ client: own, tableName: names.keys, namespace: 'counter' });
const tableOf = (own: typeof client) =>
  new PartitionedKeyValueTable({ client: own, tableName: names.partitioned });

it.each(operations)('fault: a collision with a transaction is no failure when %s', async (_, operate) => {
  const own = createTestClient();
  const collided = collide(own, 2);
  await operate(own);
  expect(collided()).toBe(2);
});

it('a lock is kept and released though its writes collide, as with a fenced write of its own', async () => {
  const own = createTestClient();
  const lock = await lockOf(own).acquire('kept', { leaseMs: 5_000 });
  collide(own, 2);
  await lock.extend(10);
  const collided = collide(own, 2);
  expect(await lock.release()).toBe(true);
  expect(collided()).toBe(2);
});
