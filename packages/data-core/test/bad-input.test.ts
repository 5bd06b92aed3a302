import { grammyStorage } from '../src/adapters/grammy.ts';
import { KeyValueCounter } from '../src/primitives/counter/key-value-counter.ts';
import { KeyValueScopedCounter } from '../src/primitives/counter/key-value-scoped-counter.ts';
import { ShardedCounter } from '../src/primitives/counter/sharded-counter.ts';
import { KeyValueTable } from '../src/primitives/keys/key-value-table.ts';
import { LimitedAttempt } from '../src/primitives/limit/limited-attempt.ts';
import { SlidingWindowLimit } from '../src/primitives/limit/sliding-window-limit.ts';
import { TokenBucketLimit } from '../src/primitives/limit/token-bucket-limit.ts';
import { DynamoLock } from '../src/primitives/lock/dynamo-lock.ts';
import { fenceCheck, fencedWrite } from '../src/primitives/lock/fence.ts';
import { DoOnceManager } from '../src/primitives/once/do-once-manager.ts';
import { PartitionedKeyValueTable } from '../src/primitives/partitioned/partitioned-key-value-table.ts';
import { batchGet } from '../src/shared/batch/batch-get.ts';
import { batchWrite } from '../src/shared/batch/batch-write.ts';
import { createDocumentClient } from '../src/shared/client/document-client.ts';
import { DataCoreError } from '../src/shared/errors/data-core-error.ts';
import { createTable } from '../src/shared/table/create-table.ts';
import { assertTableNameValid, dynamoTableName } from '../src/shared/table/table-name.ts';
import { transactWrite } from '../src/shared/transaction/transact-write.ts';
import { ChatLogStorage } from '../src/storages/chat-log/chat-log-storage.ts';
import { BotConfigStorage } from '../src/storages/config/bot-config-storage.ts';
import { UserConversations } from '../src/storages/conversation/user-conversations.ts';
import { StateStorage } from '../src/storages/state/state-storage.ts';
import { BotTokenStorage } from '../src/storages/token/bot-token-storage.ts';
import { eraseUserData } from '../src/storages/user-data/erase-user-data.ts';
import { exportUserData } from '../src/storages/user-data/export-user-data.ts';

/** Nobody answers there: what is bad must be refused before anything is sent. */
const client = createDocumentClient({
  endpoint: 'http://127.0.0.1:1',
  region: 'eu-central-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  maxAttempts: 1,
});
const tableName = 'test.dev.table';

/** What the compiler would refuse, as it comes from JavaScript. */
const untyped = (value: unknown): never => value as never;
const unknownOption = untyped({ tiemout: 5 });
const withUnknown = untyped({ client, tiemout: 5 });

const cycle: { self?: unknown } = {};
cycle.self = cycle;
const huge = 'x'.repeat(400 * 1024);
const longKey = 'k'.repeat(2049);
const longSort = 's'.repeat(1025);

const keys = new KeyValueTable({ client, tableName, namespace: 'n' });
const table = new PartitionedKeyValueTable({ client, tableName });
const at = { partition: 'p', sort: 's' };
const setAt = { partition: 'p', sort: 's', data: untyped(undefined) };
const counter = new KeyValueCounter({ client, tableName, namespace: 'n' });
const sharded = new ShardedCounter(counter);
const locks = new DynamoLock({ client, tableName });
const once = new DoOnceManager(table);
const fixed = new LimitedAttempt(table);
const sliding = new SlidingWindowLimit(table);
const bucket = new TokenBucketLimit(table);
const states = new StateStorage(tableName, { client });
const tokens = new BotTokenStorage(tableName, 'token', { client, secret: 'a secret that is long' });
const configs = new BotConfigStorage(tableName, { client });
const chatLog = new ChatLogStorage(tableName, console, { client, muteErrors: false });
const conversations = new UserConversations({ tableName, client });
const turn = { id: 't', role: 'user', text: 'hi' };
const fence = { tableName, key: 'k', number: 1 };
const oddTable = { name: 't', partitionKey: { name: 'key', type: 'text' } };
const lockedState = { senderId: 'a', state: {}, fence: 1, lockedUntil: 1 };

/** The name of the option, and what is done with it that is wrong. */
type Case = readonly [option: string, mistake: string, act: () => unknown];

const cases: Readonly<Record<string, readonly Case[]>> = {
  'what works on another store': [
    ['table', 'left out', () => new DoOnceManager(untyped(undefined))],
    ['table', 'options', () => new DoOnceManager(untyped({ client, tableName }))],
    ['table', 'null', () => new LimitedAttempt(untyped(null))],
    ['table', 'a table of keys', () => new SlidingWindowLimit(untyped(keys))],
    ['table', 'a text', () => new TokenBucketLimit(untyped('table'))],
    ['counter', 'options', () => new ShardedCounter(untyped({ client, tableName }))],
    ['counter', 'left out', () => new KeyValueScopedCounter((id: string) => id, untyped(undefined))],
    ['id', 'no function', () => new KeyValueScopedCounter(untyped('user'), counter)],
    ['newId', 'no function', () => new DoOnceManager(table, { newId: untyped('id') })],
    ['random', 'no function', () => new ShardedCounter(counter, { random: untyped(0.5) })],
    ['sleep', 'no function', () => new DynamoLock({ client, tableName, sleep: untyped(5) })],
    ['onlyIf', 'no function', () => new BotTokenStorage(untyped({ client, tableName, onlyIf: {} }))],
    ['onlyIf', 'no function', () => new ChatLogStorage({ client, tableName, onlyIf: untyped({}) })],
  ],
  'work that is no function': [
    ['work', 'withLock', () => locks.withLock('k', untyped(5))],
    ['action', 'doOnce', () => once.doOnce('u', 'k', untyped(undefined))],
    ['equality', 'addToSet', () => table.addToSet(at, ['a'], untyped(5))],
    ['equality', 'removeFromSet', () => table.removeFromSet(at, ['a'], untyped('id'))],
    ['equality', 'existsInSet', () => table.existsInSet(at, 'a', untyped({}))],
  ],
  'keys, counts and states of another kind': [
    ['key', 'left out', () => table.get(untyped(undefined))],
    ['key', 'a text', () => fixed.attempt(untyped('login'), { attemptsMax: 1, windowMs: 1 })],
    ['by', 'null', () => counter.decr('c', untyped(null))],
    ['by', 'true', () => counter.decr('c', untyped(true))],
    ['by', 'an empty text', () => sharded.decr('c', untyped(''))],
    ['ids', 'no array', () => counter.get(untyped('c'))],
    ['entries', 'no array', () => table.setBatch(untyped(setAt))],
    ['The options of saveState', 'no object', () => states.saveState(untyped('x'))],
  ],
  KeyValueTable: [
    ['now', 'no function', () => new KeyValueTable({ client, tableName, now: untyped(5) })],
    ['client', 'no object', () => new KeyValueTable({ client: untyped(5), tableName })],
    ['client', 'empty', () => new KeyValueTable({ client: untyped(''), tableName })],
    ['timeProvider', 'no clock', () => new KeyValueTable({ client, tableName, timeProvider: untyped({}) })],
    ['ids', 'no array', () => keys.getBatch(untyped('abc'))],
    ['entries', 'no array', () => keys.setBatch(untyped({ id: 'a', value: 1 }))],
    ['entries[0]', 'no object', () => keys.setBatch([untyped(null)])],
    ['KeyValueTable.tiemout', 'unknown', () => new KeyValueTable(withUnknown)],
    ['id', 'half an emoji', () => keys.get('a\ud83d')],
    ['namespace', 'no text', () => new KeyValueTable({ client, tableName, namespace: untyped(5) })],
    ['tableName', 'left out', () => new KeyValueTable(untyped({ client }))],
    ['tableName', 'too short', () => new KeyValueTable({ client, tableName: 'a' })],
    [
      'batch.retries',
      'unknown',
      () => new KeyValueTable({ client, tableName, batch: untyped({ retries: 1 }) }),
    ],
    ['id', 'empty, get', () => keys.get('')],
    ['id', 'too long, get', () => keys.get(longKey)],
    ['id', 'no text', () => keys.get(untyped(undefined))],
    ['get.tiemout', 'unknown', () => keys.get('i', unknownOption)],
    ['id', 'empty, getBatch', () => keys.getBatch(['i', ''])],
    ['id', 'empty, set', () => keys.set('', 1)],
    ['value.deep.0', 'Promise', () => keys.set('i', { deep: [Promise.resolve()] })],
    ['value', 'function', () => keys.set('i', () => 1)],
    ['value', 'symbol', () => keys.set('i', Symbol('s'))],
    ['value.n', 'Error', () => keys.set('i', { n: new Error('x') })],
    ['value', 'cycle', () => keys.set('i', cycle)],
    ['value', 'over 400 KB', () => keys.set('i', huge)],
    ['ttlSeconds', 'fractional', () => keys.set('i', 1, { ttlSeconds: 0.5 })],
    ['ttlSeconds', 'negative', () => keys.set('i', 1, { ttlSeconds: -5 })],
    ['ttlSeconds', 'NaN', () => keys.set('i', 1, { ttlSeconds: Number.NaN })],
    ['set.tiemout', 'unknown', () => keys.set('i', 1, unknownOption)],
    ['value', 'cycle, setBatch', () => keys.setBatch([{ id: 'i', value: cycle }])],
    ['setBatch.tiemout', 'unknown', () => keys.setBatch([], unknownOption)],
    ['id', 'empty, delete', () => keys.delete('')],
    ['delete.tiemout', 'unknown', () => keys.delete('i', unknownOption)],
    ['limit', 'zero', () => keys.listAll({ limit: 0 })],
    ['limit', 'more than DynamoDB can hold', () => keys.listAll({ limit: 2 ** 31 })],
    ['perPage', 'more than DynamoDB can hold', () => keys.streamAll(2 ** 31).next()],
    ['listAll.tiemout', 'unknown', () => keys.listAll(unknownOption)],
    ['perPage', 'fractional', () => keys.streamAll(1.5).next()],
    ['minimumDelayBetween', 'negative', () => keys.streamAll(1, { minimumDelayBetween: -1 }).next()],
    ['streamAll.tiemout', 'unknown', () => keys.streamAll(1, unknownOption).next()],
  ],
  PartitionedKeyValueTable: [
    ['PartitionedKeyValueTable.tiemout', 'unknown', () => new PartitionedKeyValueTable(withUnknown)],
    ['maxSetAttempts', 'zero', () => new PartitionedKeyValueTable({ client, tableName, maxSetAttempts: 0 })],
    ['partition', 'empty', () => table.get({ partition: '', sort: 's' })],
    ['partition', 'too long', () => table.get({ partition: longKey, sort: 's' })],
    ['sort', 'empty', () => table.exists({ partition: 'p', sort: '' })],
    ['sort', 'too long', () => table.set({ partition: 'p', sort: longSort }, 1)],
    [
      'sort',
      'too long with its namespace',
      () => table.set({ partition: 'p', namespace: 'n', sort: longSort.slice(2) }, 1),
    ],
    ['namespace', 'no text', () => table.set({ ...at, namespace: untyped(5) }, 1)],
    ['get.tiemout', 'unknown', () => table.get(at, unknownOption)],
    ['partition', 'empty, getBatch', () => table.getBatch([{ partition: '', sort: 's' }])],
    ['data', 'symbol', () => table.set(at, Symbol('x'))],
    ['data', 'undefined', () => table.set(at, undefined)],
    ['data', 'over 400 KB', () => table.set(at, huge)],
    ['ttlSeconds', 'fractional', () => table.set(at, 1, { ttlSeconds: 1.5 })],
    ['set.tiemout', 'unknown', () => table.set(at, 1, unknownOption)],
    ['data', 'cycle', () => table.setIfNotExists(at, cycle)],
    ['setIfNotExists.tiemout', 'unknown', () => table.setIfNotExists(at, 1, unknownOption)],
    ['data', 'function, setBatch', () => table.setBatch([{ key: at, data: () => 1 }])],
    ['setBatch.tiemout', 'unknown', () => table.setBatch([], unknownOption)],
    ['delete.tiemout', 'unknown', () => table.delete(at, unknownOption)],
    ['partition', 'empty, clear', () => table.clear('')],
    ['partition', 'too long, listAll', () => table.listAll(longKey).next()],
    ['data', 'RegExp, addToSet', () => table.addToSet(setAt, untyped([/x/]))],
    ['data', 'cycle, addToSet', () => table.addToSet(setAt, untyped([cycle]))],
    ['data', 'over 400 KB, addToSet', () => table.addToSet(setAt, untyped([huge]))],
    ['data', 'function, removeFromSet', () => table.removeFromSet(setAt, untyped([() => 1]))],
    ['data', 'undefined, existsInSet', () => table.existsInSet(setAt, untyped(undefined))],
    ['data', 'WeakMap, updateInSet', () => table.updateInSet(setAt, untyped(new WeakMap()))],
    ['addToSet.tiemout', 'unknown', () => table.addToSet(setAt, untyped('a'), undefined, unknownOption)],
  ],
  counters: [
    ['KeyValueCounter.tiemout', 'unknown', () => new KeyValueCounter(withUnknown)],
    ['namespace', 'missing', () => new KeyValueCounter(untyped({ client, tableName }))],
    ['id', 'empty', () => counter.incr('')],
    ['id', 'too long', () => counter.decr(longKey)],
    ['by', 'NaN', () => counter.decr('i', Number.NaN)],
    ['by', 'fractional', () => counter.incr('i', 0.1)],
    ['by', 'infinite', () => counter.incr('i', Number.POSITIVE_INFINITY)],
    ['token', 'too long', () => counter.incr('i', 1, { token: 't'.repeat(257) })],
    ['ttlSeconds', 'negative', () => counter.incr('i', 1, { ttlSeconds: -1 })],
    ['incr.tiemout', 'unknown', () => counter.incr('i', 1, unknownOption)],
    ['id', 'empty, get', () => counter.get([''])],
    ['id', 'empty, delete', () => counter.delete('')],
    ['delete.tiemout', 'unknown', () => counter.delete('i', unknownOption)],
    ['shards', 'fractional', () => new ShardedCounter(counter, { shards: 2.5 })],
    ['ShardedCounter.tiemout', 'unknown', () => new ShardedCounter(counter, unknownOption)],
    ['id', 'empty, in shards', () => sharded.incr('')],
    ['id', 'empty, sum of shards', () => sharded.get('')],
  ],
  DynamoLock: [
    ['DynamoLock.tiemout', 'unknown', () => new DynamoLock(withUnknown)],
    ['key', 'empty', () => locks.tryAcquire('', 1)],
    ['key', 'too long', () => locks.acquire(longKey, { leaseMs: 1_000 })],
    ['timeoutSeconds', 'negative', () => locks.tryAcquire('k', -1)],
    ['timeoutSeconds', 'fractional', () => locks.tryAcquire('k', 0.5)],
    ['leaseMs', 'fractional', () => locks.acquire('k', { leaseMs: 0.5 })],
    ['leaseMs', 'left out', () => locks.acquire('k', untyped({}))],
    ['leaseMs', 'NaN', () => locks.withLock('k', async () => 1, { leaseMs: Number.NaN })],
    ['waitMs', 'negative', () => locks.acquire('k', { leaseMs: 1_000, waitMs: -1 })],
    ['tryAcquire.tiemout', 'unknown', () => locks.tryAcquire('k', unknownOption)],
    ['acquire.tiemout', 'unknown', () => locks.acquire('k', unknownOption)],
    ['acquire.tiemout', 'unknown, withLock', () => locks.withLock('k', async () => 1, unknownOption)],
  ],
  DoOnceManager: [
    ['DoOnceManager.tiemout', 'unknown', () => new DoOnceManager(table, unknownOption)],
    ['userId', 'empty', () => once.doOnce('', 'k', async () => 1)],
    ['userId', 'too long', () => once.markDone(longKey, 'k')],
    ['key', 'empty', () => once.haveAlreadyDone('u', '')],
    ['key', 'too long', () => once.doOnce('u', longSort, async () => 1)],
    ['key', 'too long with what goes before it', () => once.clearKey('u', longSort.slice(5))],
    ['leaseMs', 'fractional', () => once.doOnce('u', 'k', async () => 1, { leaseMs: 0.5 })],
    ['waitMs', 'negative', () => once.doOnce('u', 'k', async () => 1, { waitMs: -1 })],
    ['ttlSeconds', 'zero', () => once.doOnce('u', 'k', async () => 1, { ttlSeconds: 0 })],
    ['whenRunning', 'no choice', () => once.doOnce('u', 'k', async () => 1, untyped({ whenRunning: 'x' }))],
    ['doOnce.tiemout', 'unknown', () => once.doOnce('u', 'k', async () => 1, unknownOption)],
  ],
  limiters: [
    ['LimitedAttempt.tiemout', 'unknown', () => new LimitedAttempt(table, unknownOption)],
    ['SlidingWindowLimit.tiemout', 'unknown', () => new SlidingWindowLimit(table, unknownOption)],
    ['TokenBucketLimit.tiemout', 'unknown', () => new TokenBucketLimit(table, unknownOption)],
    ['whenUnavailable', 'no choice', () => new TokenBucketLimit(table, untyped({ whenUnavailable: 'x' }))],
    [
      'partition',
      'empty',
      () => fixed.attempt({ partition: '', sort: 's' }, { attemptsMax: 1, windowMs: 1 }),
    ],
    [
      'sort',
      'too long',
      () => sliding.attempt({ partition: 'p', sort: longSort }, { attemptsMax: 1, windowMs: 1 }),
    ],
    ['attemptsMax', 'fractional', () => fixed.attempt(at, { attemptsMax: 1.5, windowMs: 1 })],
    ['windowMs', 'NaN', () => fixed.attempt(at, { attemptsMax: 1, windowMs: Number.NaN })],
    ['validityTime', 'negative', () => fixed.attempt(at, { attemptsMax: 1, validityTime: -1 })],
    ['context', 'cycle', () => fixed.attempt(at, { attemptsMax: 1, windowMs: 1 }, cycle)],
    ['context', 'over 400 KB', () => fixed.attempt(at, { attemptsMax: 1, windowMs: 1 }, huge)],
    ['limit.tiemout', 'unknown', () => fixed.attempt(at, untyped({ tiemout: 1 }))],
    ['attemptsMax', 'too many', () => sliding.attempt(at, { attemptsMax: 1001, windowMs: 1 })],
    ['windowMs', 'negative', () => sliding.attempt(at, { attemptsMax: 1, windowMs: -1 })],
    ['limit.tiemout', 'unknown, sliding', () => sliding.attempt(at, untyped({ tiemout: 1 }))],
    ['capacity', 'zero', () => bucket.attempt(at, { capacity: 0, refillMs: 1 })],
    ['refillMs', 'fractional', () => bucket.attempt(at, { capacity: 1, refillMs: 0.5 })],
    ['limit.tiemout', 'unknown, bucket', () => bucket.attempt(at, untyped({ tiemout: 1 }))],
  ],
  fences: [
    ['fence', 'null', () => fenceCheck(untyped(null))],
    ['fence.tableName', 'a space', () => fenceCheck({ ...fence, tableName: 'a b' })],
    ['fence.key', 'empty', () => fenceCheck({ ...fence, key: '' })],
    ['fence.number', 'NaN', () => fenceCheck({ ...fence, number: Number.NaN })],
    ['fence', 'a text, set', () => keys.set('i', 1, { fence: untyped('k') })],
    ['writes', 'no array', () => fencedWrite(client, fence, untyped(5))],
  ],
  'requests of the caller’s own': [
    ['client', 'no client', () => batchGet(untyped({}), tableName, [])],
    ['keys', 'no array', () => batchGet(client, tableName, untyped(null))],
    ['keys[1]', 'null', () => batchGet(client, tableName, [{ key: 'a' }, untyped(null)])],
    ['keys[0].key', 'a bigint', () => batchGet(client, tableName, [untyped({ key: 1n })])],
    ['keyNames', 'no array', () => batchWrite(client, tableName, untyped('key'), [])],
    ['entries', 'no array', () => batchWrite(client, tableName, ['key'], untyped(5))],
    ['entries[0]', 'neither put nor delete', () => batchWrite(client, tableName, ['key'], [untyped({})])],
    [
      'entries[0].put.f',
      'a function',
      () => batchWrite(client, tableName, ['key'], [{ put: { key: 'a', f: () => 1 } }]),
    ],
    ['writes', 'no array', () => transactWrite(client, untyped(null))],
    ['writes[0].Put.TableName', 'left out', () => transactWrite(client, [untyped({ Put: {} })])],
    [
      'writes[0].Put.Item.n',
      'NaN',
      () => transactWrite(client, [{ Put: { TableName: tableName, Item: { n: Number.NaN } } }]),
    ],
    ['backoff.baseMs', 'a text', () => transactWrite(client, [], { backoff: untyped({ baseMs: '1' }) })],
    ['definition', 'null', () => createTable(client, untyped(null), tableName)],
    ['definition.partitionKey.type', 'unknown', () => createTable(client, untyped(oddTable), tableName)],
  ],
  'batches and names of tables': [
    ['batch.tiemout', 'unknown', () => batchGet(client, tableName, [], unknownOption)],
    ['concurrency', 'fractional', () => batchGet(client, tableName, [], { concurrency: 0.5 })],
    ['maxAttempts', 'zero', () => batchWrite(client, tableName, ['key'], [], { maxAttempts: 0 })],
    ['tableName', 'a space', () => dynamoTableName('a b', { environment: 'dev' })],
    ['environment', 'left out', () => dynamoTableName('keys', untyped({}))],
    ['tableName', 'of another environment', () => assertTableNameValid('a.dev.b', 'production')],
  ],
  StateStorage: [
    ['StateStorage.tiemout', 'unknown', () => new StateStorage(tableName, withUnknown)],
    ['StateStorage', 'no options', () => new StateStorage(tableName, untyped(5))],
    ['tableName', 'empty', () => new StateStorage('')],
    ['senderId', 'half an emoji', () => states.readState('a\ud83d')],
    ['senderId', 'empty', () => states.getOrCreateAndLock('', {}, 1)],
    ['senderId', 'too long', () => states.getState(longKey)],
    ['defaultState', 'no object', () => states.getOrCreateAndLock('a', untyped(5), 1)],
    ['timeoutMs', 'negative', () => states.getOrCreateAndLock('a', {}, -1)],
    ['leaseMs', 'fractional', () => states.extendLock(lockedState, 0.5)],
    ['leaseMs', 'zero', () => states.lockState({ senderId: 'a', leaseMs: 0 })],
    [
      'lockState.tiemout',
      'unknown',
      () => states.lockState(untyped({ senderId: 'a', leaseMs: 1, tiemout: 5 })),
    ],
    ['state.f', 'function', () => states.saveStateWrites({ ...lockedState, state: { f: () => 1 } })],
    ['state.self', 'cycle', () => states.saveStateWrites({ ...lockedState, state: cycle })],
    ['lastKey', 'made up', () => states.getStates({}, 5, 'made up')],
    ['limit', 'fractional', () => states.getStates({}, 0.5)],
  ],
  BotTokenStorage: [
    ['BotTokenStorage.tiemout', 'unknown', () => new BotTokenStorage(tableName, 'token', withUnknown)],
    ['indexName', 'empty', () => new BotTokenStorage(tableName, '')],
    ['secret', 'too short', () => new BotTokenStorage(tableName, 'token', { client, secret: 'short' })],
    ['ttlSeconds', 'zero', () => new BotTokenStorage(tableName, 'token', { client, ttlSeconds: 0 })],
    ['senderId', 'empty', () => tokens.getOrCreateToken('')],
    ['role', 'empty', () => tokens.issueToken({ senderId: 'a', role: '', ttlSeconds: 1 })],
    ['ttlSeconds', 'fractional', () => tokens.issueToken({ senderId: 'a', role: 'r', ttlSeconds: 0.5 })],
    [
      'issueToken.tiemout',
      'unknown',
      () => tokens.issueToken(untyped({ senderId: 'a', role: 'r', ttlSeconds: 1, tiemout: 5 })),
    ],
    ['senderId', 'empty, revokeAll', () => tokens.revokeAll('')],
  ],
  BotConfigStorage: [
    ['BotConfigStorage.tiemout', 'unknown', () => new BotConfigStorage(tableName, withUnknown)],
    ['tableName', 'empty', () => new BotConfigStorage('')],
    ['id', 'empty', () => configs.getConfig('')],
    ['id', 'too long', () => configs.setConfig(longKey, {})],
    ['config.f', 'function', () => configs.updateConfig({ f: () => 1 })],
    ['config.self', 'cycle', () => configs.updateConfig({ ...cycle })],
    ['expectedTimestamp', 'negative', () => configs.updateConfig({}, { expectedTimestamp: -1 })],
    ['setConfig.tiemout', 'unknown, updateConfig', () => configs.updateConfig({}, unknownOption)],
  ],
  ChatLogStorage: [
    ['ChatLogStorage.tiemout', 'unknown', () => new ChatLogStorage(tableName, console, withUnknown)],
    [
      'expiresInSeconds',
      'fractional',
      () => new ChatLogStorage(tableName, console, { client, expiresInSeconds: 0.5 }),
    ],
    ['senderId', 'empty', () => chatLog.log('')],
    ['request.f', 'function', () => chatLog.log('a', [], { f: () => 1 })],
    ['request.self', 'cycle', () => chatLog.log('a', [], { ...cycle })],
    ['entry', 'over 400 KB', () => chatLog.log('a', [huge])],
    ['limit', 'zero', () => chatLog.getInteractions('a', null, 0)],
    ['startAt', 'fractional', () => chatLog.getInteractions('a', null, 1, null, 0.5)],
    ['endAt', 'negative', () => chatLog.getInteractions('a', null, 1, -1)],
  ],
  UserConversations: [
    [
      'UserConversations.tiemout',
      'unknown',
      () => new UserConversations(untyped({ tableName, client, tiemout: 5 })),
    ],
    ['userId', 'fractional', () => conversations.start(0.5)],
    ['userId', 'NaN', () => conversations.current(Number.NaN)],
    ['chatId', 'zero', () => conversations.switchTo(1, 0)],
    ['language', 'empty', () => conversations.setLanguage(1, 1, '')],
    ['turn.id', 'empty', () => conversations.append(1, 1, { ...turn, id: '' })],
    ['turn.at', 'NaN', () => conversations.append(1, 1, { ...turn, at: Number.NaN })],
    ['turn.text', 'no text', () => conversations.append(1, 1, { ...turn, text: untyped(5) })],
    ['turn.tiemout', 'unknown', () => conversations.append(1, 1, untyped({ ...turn, tiemout: 5 }))],
    ['limit', 'fractional', () => conversations.history(1, 1, { limit: 0.5 })],
    ['history.tiemout', 'unknown', () => conversations.history(1, 1, unknownOption)],
    ['before', 'zero', () => conversations.list(1, { before: 0 })],
    ['start.tiemout', 'unknown', () => conversations.start(1, unknownOption)],
  ],
};

/** Options that are no object, as they come from JavaScript; each was a TypeError, or was taken for no options. */
const noObject: [string, (options: never) => unknown][] = [
  ['KeyValueTable', (options) => new KeyValueTable(options)],
  ['PartitionedKeyValueTable', (options) => new PartitionedKeyValueTable(options)],
  ['KeyValueCounter', (options) => new KeyValueCounter(options)],
  ['ShardedCounter', (options) => new ShardedCounter(counter, options)],
  ['DynamoLock', (options) => new DynamoLock(options)],
  ['DoOnceManager', (options) => new DoOnceManager(table, options)],
  ['LimitedAttempt', (options) => new LimitedAttempt(table, options)],
  ['SlidingWindowLimit', (options) => new SlidingWindowLimit(table, options)],
  ['TokenBucketLimit', (options) => new TokenBucketLimit(table, options)],
  ['createDocumentClient', (options) => createDocumentClient(options)],
  ['acquire', (options) => locks.acquire('k', options)],
  ['tryAcquire', (options) => locks.tryAcquire('k', Number(options) === 3 ? untyped('3') : options)],
  ['withLock', (options) => locks.withLock('k', async () => 1, options)],
  ['get', (options) => keys.get('i', options)],
  ['set', (options) => keys.set('i', 1, options)],
  ['setBatch', (options) => keys.setBatch([], options)],
  ['delete', (options) => keys.delete('i', options)],
  ['listAll', (options) => keys.listAll(options)],
  ['streamAll', (options) => keys.streamAll(1, options).next()],
  ['get', (options) => table.get(at, options)],
  ['set', (options) => table.set(at, 1, options)],
  ['setIfNotExists', (options) => table.setIfNotExists(at, 1, options)],
  ['delete', (options) => table.delete(at, options)],
  ['addToSet', (options) => table.addToSet(setAt, 1, undefined, options)],
  ['incr', (options) => counter.incr('i', 1, options)],
  ['delete', (options) => counter.delete('i', options)],
  ['doOnce', (options) => once.doOnce('u', 'k', async () => 1, options)],
  ['limit', (options) => fixed.attempt(at, options)],
  ['limit', (options) => sliding.attempt(at, options)],
  ['limit', (options) => bucket.attempt(at, options)],
  ['lockState', (options) => states.lockState(options)],
  ['readState', (options) => states.readState('a', options)],
  ['issueToken', (options) => tokens.issueToken(options)],
  ['findByToken', (options) => tokens.findByToken('t', options)],
  ['start', (options) => conversations.start(1, options)],
  ['history', (options) => conversations.history(1, 1, options)],
  ['list', (options) => conversations.list(1, options)],
  ['turn', (options) => conversations.append(1, 1, options)],
  ['dynamoTableName', (options) => dynamoTableName('keys', options)],
  ['batch', (options) => batchGet(client, tableName, [], options)],
  ['batch', (options) => batchWrite(client, tableName, ['k'], [], options)],
  ['transactWrite', (options) => transactWrite(client, [], options)],
  ['eraseUserData', (options) => eraseUserData({ client, tables: {}, subject: {} }, options)],
  ['exportUserData', (options) => exportUserData(options)],
  ['grammyStorage', (options) => grammyStorage(keys, options)],
];

describe.each(noObject)('fault: options of %s that are no object were a TypeError', (owner, act) => {
  it.each([[null], [3], ['text'], [[]]])('%j is refused by name', async (options) => {
    const error = await errorOf(() => act(untyped(options)));
    expect(error).toMatchObject({ code: 'option.invalid' });
    expect(error).toHaveProperty('message', expect.stringContaining(owner));
  });
});

/** The error of what throws or rejects. */
async function errorOf(act: () => unknown): Promise<unknown> {
  try {
    return await act();
  } catch (error) {
    return error;
  }
}

describe.each(Object.entries(cases))('bad input to %s is refused by the name of the option', (_, own) => {
  it.each(own)('%s: %s', async (option, _mistake, act) => {
    const error = await errorOf(act);
    expect(error).toBeInstanceOf(DataCoreError);
    expect(error).toHaveProperty('message', expect.stringContaining(option));
  });
});
