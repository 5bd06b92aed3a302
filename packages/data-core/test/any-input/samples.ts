import { setImmediate } from 'node:timers/promises';
import { ChatState } from '../../src/adapters/chat-state/chat-state.ts';
import { grammyStorage } from '../../src/adapters/grammy.ts';
import * as dataCore from '../../src/index.ts';
import type { TableDefinition } from '../../src/shared/table/table-definition.ts';
import * as tables from '../../src/tables.ts';
import { createTestClient, createTestTable } from '../test-table.ts';

type Arguments = readonly unknown[];

/** Makes the arguments of a call that is right. Wrong calls are made of it by changing one thing. */
export type MakeArguments = () => Arguments | Promise<Arguments>;

/** The objects that have methods, and right arguments for each of these. */
interface Methods {
  readonly on: object | (() => Promise<object>);
  readonly methods: Readonly<Record<string, MakeArguments>>;
}

export interface Samples {
  /** Every function and every constructor, by the name of its export. */
  readonly calls: Readonly<Record<string, MakeArguments>>;
  /** Every class, by the name of its export. */
  readonly classes: Readonly<Record<string, Methods>>;
  /** The objects that calls return and that have methods of their own. */
  readonly returned: Readonly<Record<string, Methods>>;
}

class Person {
  readonly name: string = '';
}

/** Right calls of all that the package exports, on tables of their own. */
export async function makeSamples(): Promise<Samples> {
  const client = createTestClient();
  const tableOf = (definition: TableDefinition) => createTestTable(client, definition);
  const [keysName, partitionedName, locksName, statesName] = await Promise.all(
    [tables.keysTable, tables.partitionedKeysTable, tables.locksTable, tables.statesTable].map(tableOf),
  );
  const [tokensName, configName, chatLogName, conversationsName] = await Promise.all(
    [tables.botTokensTable, tables.botConfigTable, tables.chatLogTable, tables.userConversationsTable].map(
      tableOf,
    ),
  );

  let clockMs = 1_700_000_000_000;
  const now = () => clockMs;
  // A wait costs no time and moves the clock, so that whatever waits for something comes to an end.
  const sleep = async (ms: number) => {
    await setImmediate();
    clockMs += Math.ceil(ms) + 1;
  };
  let count = 0;
  const newKey = () => `key-${++count}`;
  const random = () => 0.5;
  const store = (tableName: string | undefined) => ({ tableName: String(tableName), client, now });
  const patient = { random, sleep };

  const keysOptions = () => ({ ...store(keysName), namespace: 'n', batch: { ...patient, concurrency: 2 } });
  const tableOptions = () => ({ ...store(partitionedName), ...patient, maxSetAttempts: 3, newId: newKey });
  const lockOptions = () => ({ ...store(locksName), ...patient, newId: newKey });
  const stateOptions = () => ({ ...store(statesName), ...patient, newId: newKey });
  const tokenOptions = () => ({ ...store(tokensName), ...patient, secret: 'a secret that is long' });
  const configOptions = () => ({ ...store(configName), ...patient, newId: newKey });
  const chatLogOptions = () => ({ ...store(chatLogName), muteErrors: false, ttlSeconds: 60, newId: newKey });
  const conversationOptions = () => ({
    ...store(conversationsName),
    defaultLanguage: 'en',
    contentBytes: 4096,
  });
  const keys = new dataCore.KeyValueTable(keysOptions());
  const table = new dataCore.PartitionedKeyValueTable(tableOptions());
  const counter = new dataCore.KeyValueCounter({ ...store(keysName), namespace: 'c' });
  const locks = new dataCore.DynamoLock(lockOptions());
  const states = new dataCore.StateStorage(stateOptions());
  const tokens = new dataCore.BotTokenStorage(tokenOptions());
  const configs = new dataCore.BotConfigStorage(configOptions());
  const conversations = new dataCore.UserConversations(conversationOptions());
  const fixed = new dataCore.LimitedAttempt(table);

  const at = () => ({ partition: 'p', namespace: 'n', sort: newKey() });
  const set = async () => {
    const key = at();
    await table.addToSet(key, ['a', 'b']);
    return key;
  };
  const held = await locks.acquire('held', { leaseMs: 1_000_000_000_000 });
  const fence = () => ({ ...held.fence });
  const locked = () => states.lockState({ senderId: newKey(), leaseMs: 1_000_000 });
  const plain = async () => ({ ...(await locked()), state: { step: 2 } });
  const issued = async () =>
    (await tokens.issueToken({ senderId: 'anna', role: 'customer', ttlSeconds: 600 })).token;
  const conversation = async () => (await conversations.start(7, { language: 'de' })).chatId;
  const turn = () => ({ id: newKey(), role: 'user', text: 'Hi', at: clockMs });
  const put = () => ({ Put: { TableName: String(keysName), Item: { key: newKey(), data: '1' } } });
  const userData = () => ({
    client,
    tables: {
      states: String(statesName),
      bottokens: String(tokensName),
      chatlog: String(chatLogName),
      user_conversations: String(conversationsName),
      keys: String(keysName),
      partitioned_keys: String(partitionedName),
    },
    subject: {
      senders: [{ senderId: 'otto', pageId: 'page' }],
      userId: 9,
      keys: ['n.otto'],
      partitionKeys: ['otto'],
    },
  });
  const definition = () => ({
    name: 'made',
    partitionKey: { name: 'key', type: 'S' },
    sortKey: { name: 'time', type: 'N' },
    indexes: [{ name: 'byTime', partitionKey: { name: 'time', type: 'N' }, projection: ['text'] }],
  });
  const limit = () => ({ attemptsMax: 3, windowMs: 1000 });
  const anyone = async (): Promise<number> => 1;

  return {
    calls: {
      alive: () => [{ expiresAt: 5 }, clockMs],
      assertTableNameValid: () => ['a.dev.keys', 'dev'],
      backoffMs: () => [2, { baseMs: 10, capMs: 100 }, random],
      batchGet: () => [
        client,
        keysName,
        [{ key: newKey() }, { key: newKey() }],
        {
          ...{ ...patient, consistentRead: true, concurrency: 2, maxAttempts: 2 },
          backoff: { baseMs: 1, capMs: 2 },
        },
      ],
      batchWrite: () => [
        client,
        keysName,
        ['key'],
        [{ put: { key: newKey(), data: '1' } }, { delete: { key: newKey() } }],
        { ...patient, concurrency: 2, maxAttempts: 2, backoff: { baseMs: 1, capMs: 2 } },
      ],
      conditionHeld: () => [Promise.resolve()],
      createDocumentClient: () => [
        {
          ...{ endpoint: 'http://127.0.0.1:1', region: 'eu-central-1', maxAttempts: 2 },
          ...{ requestTimeoutMs: 1, connectionTimeoutMs: 1 },
        },
      ],
      createTable: () => [client, definition(), `test.dev.${newKey()}`],
      createTableInput: () => [definition(), 'test.dev.made'],
      dynamoAssign: () => [Person, { name: 'Anna' }],
      dynamoTableName: () => ['keys', { environment: 'dev', prefix: 'shop' }],
      epochSeconds: () => [clockMs],
      eraseUserData: () => [userData(), { ...patient, maxItems: 5, now }],
      expiry: () => [60, clockMs],
      expiryConditions: () => [clockMs],
      exportUserData: () => [userData(), undefined, patient],
      fenceCheck: async () => [fence()],
      fencedWrite: async () => [client, fence(), [put()], { ...patient, maxAttempts: 2 }],
      grammyStorage: () => [keys, { ttlSeconds: 60 }],
      inParallel: () => [[1, 2, 3], 2, anyone],
      isConditionFailed: () => [new Error('no')],
      isExpired: () => [{ expiresAt: 5 }, clockMs],
      parseState: () => [{ senderId: 'anna', state: {}, fence: 1, lockedUntil: 0 }, clockMs, 'life'],
      stateKey: () => ['anna', 'page'],
      transactWrite: () => [
        client,
        [put(), put()],
        { ...patient, maxAttempts: 2, backoff: { baseMs: 1, capMs: 2 } },
      ],
      BotConfigStorage: () => [configOptions()],
      BotTokenStorage: () => [tokenOptions()],
      ChatLogStorage: () => [chatLogOptions()],
      ChatState: () => [{ ...store(partitionedName), prefix: 'chat', newId: newKey }],
      DoOnceManager: () => [table, { ...patient, newId: newKey }],
      DynamoLock: () => [lockOptions()],
      KeysPersistenceLayer: () => [store(keysName)],
      KeyValueCounter: () => [keysOptions()],
      KeyValueScopedCounter: () => [(id: string) => id, counter],
      KeyValueTable: () => [keysOptions()],
      LimitedAttempt: () => [table, { whenUnavailable: 'throw' }],
      PartitionedKeyValueTable: () => [tableOptions()],
      ShardedCounter: () => [counter, { shards: 3, random }],
      SlidingWindowLimit: () => [table, { whenUnavailable: 'throw' }],
      StateStorage: () => [stateOptions()],
      TokenBucketLimit: () => [table, { whenUnavailable: 'throw' }],
      UserConversations: () => [conversationOptions()],
    },
    classes: {
      BotConfigStorage: {
        on: configs,
        methods: {
          api: () => [anyone, ['admin']],
          getConfig: () => ['c'],
          getConfigTimestamp: () => ['c'],
          invalidateConfig: () => ['c'],
          setConfig: () => ['c', { rules: ['a'] }, { expectedTimestamp: 0 }],
          updateConfig: () => [{ rules: ['a'] }, {}],
        },
      },
      BotTokenStorage: {
        on: tokens,
        methods: {
          findByToken: async () => [await issued(), { consistentRead: true }],
          getOrCreateToken: () => [newKey(), 'page', newKey],
          issueToken: () => [{ senderId: 'anna', role: 'customer', ttlSeconds: 60 }],
          revokeAll: () => ['anna', 'page'],
          revokeToken: async () => [await issued()],
        },
      },
      ChatLogStorage: {
        on: new dataCore.ChatLogStorage(chatLogOptions()),
        methods: {
          error: () => [new Error('bad'), 'anna', [{ text: 'Hi' }], { text: 'Ho' }, { pageId: 'page' }],
          getInteractions: () => ['anna', 'page', 10, clockMs, 1],
          log: () => ['anna', [{ text: 'Hi' }], { text: 'Ho', timestamp: clockMs }, { pageId: 'page' }],
        },
      },
      ChatState: {
        on: new ChatState(store(partitionedName)),
        methods: {
          acquireLock: () => [newKey(), 1000],
          appendToList: () => [newKey(), { a: 1 }, { maxLength: 2, ttlMs: 1000 }],
          connect: () => [],
          delete: () => [newKey()],
          dequeue: () => [newKey()],
          disconnect: () => [],
          enqueue: () => [newKey(), { message: {}, enqueuedAt: 1, expiresAt: 2 }, 5],
          extendLock: () => [{ threadId: 't', token: 'x', expiresAt: 1 }, 1000],
          forceReleaseLock: () => [newKey()],
          get: () => [newKey()],
          getList: () => [newKey()],
          isSubscribed: () => [newKey()],
          queueDepth: () => [newKey()],
          releaseLock: () => [{ threadId: 't', token: 'x', expiresAt: 1 }],
          set: () => [newKey(), { a: 1 }, 1000],
          setIfNotExists: () => [newKey(), { a: 1 }, 1000],
          subscribe: () => [newKey()],
          unsubscribe: () => [newKey()],
        },
      },
      DoOnceManager: {
        on: new dataCore.DoOnceManager(table, { ...patient, newId: newKey }),
        methods: {
          clearKey: () => ['anna', newKey()],
          doOnce: () => [
            'anna',
            newKey(),
            anyone,
            { leaseMs: 1000, waitMs: 10, whenRunning: 'wait', ttlSeconds: 60 },
          ],
          haveAlreadyDone: () => ['anna', newKey()],
          markDone: () => ['anna', newKey()],
        },
      },
      DynamoLock: {
        on: locks,
        methods: {
          acquire: () => [newKey(), { leaseMs: 1000, waitMs: 10, heartbeat: false }],
          tryAcquire: () => [newKey(), { leaseMs: 1000, heartbeat: false }],
          withLock: () => [newKey(), anyone, { leaseMs: 1000, waitMs: 10 }],
        },
      },
      // What Powertools calls, on records of its own.
      KeysPersistenceLayer: { on: {}, methods: {} },
      KeyValueCounter: {
        on: counter,
        methods: {
          decr: async () => [newKey(), 1, { token: 't', ttlSeconds: 60 }],
          delete: async () => [newKey(), { fence: fence() }],
          get: () => [[newKey(), newKey()]],
          incr: async () => [newKey(), 1, { ttlSeconds: 60, fence: fence() }],
        },
      },
      KeyValueScopedCounter: {
        on: new dataCore.KeyValueScopedCounter((id: string) => id, counter),
        methods: {
          current: () => ['anna'],
          dec: () => ['anna', 1],
          decr: () => ['anna', 1],
          get: () => [['anna', 'otto']],
          inc: () => ['anna', 1],
          reset: () => ['anna'],
        },
      },
      KeyValueTable: {
        on: keys,
        methods: {
          delete: async () => [newKey(), { fence: fence() }],
          get: () => [newKey(), { consistentRead: true }],
          getBatch: () => [[newKey(), newKey()]],
          listAll: () => [{ limit: 2, keyContains: 'key', pageItem: { key: 'n.key-1' } }],
          set: async () => [newKey(), { a: [1] }, { ttlSeconds: 60, fence: fence() }],
          setBatch: () => [[{ id: newKey(), value: 1 }], { ttlSeconds: 60 }],
          streamAll: () => [5, { keyContains: 'key', minimumDelayMs: 0 }],
        },
      },
      LimitedAttempt: {
        on: fixed,
        methods: { attempt: () => [at(), limit(), { by: 'anna' }] },
      },
      PartitionedKeyValueTable: {
        on: table,
        methods: {
          addToSet: async () => [at(), ['a'], Object.is, { fence: fence() }],
          clear: () => [newKey()],
          delete: async () => [at(), { fence: fence() }],
          exists: () => [at()],
          existsInSet: async () => [await set(), 'a', Object.is],
          get: () => [at(), { consistentRead: true }],
          getBatch: () => [[at(), at()]],
          listAll: () => ['p'],
          removeFromSet: async () => [await set(), ['a'], Object.is, { fence: fence() }],
          removeFromSetByKey: async () => [await set(), (old: string) => old === 'a', {}],
          set: async () => [at(), { a: [1] }, { ttlSeconds: 60, fence: fence() }],
          setBatch: () => [[{ key: at(), data: 1 }], { ttlSeconds: 60 }],
          setIfNotExists: async () => [at(), { a: [1] }, { ttlSeconds: 60, fence: fence() }],
          updateInSet: async () => [await set(), 'c', (old: string) => old === 'a', {}],
        },
      },
      ShardedCounter: {
        on: new dataCore.ShardedCounter(counter, { shards: 3, random }),
        methods: {
          decr: () => ['anna', 1],
          delete: () => ['anna'],
          get: () => ['anna'],
          incr: () => ['anna', 1],
        },
      },
      SlidingWindowLimit: {
        on: new dataCore.SlidingWindowLimit(table),
        methods: { attempt: () => [at(), limit()] },
      },
      StateStorage: {
        on: states,
        methods: {
          deleteState: async () => [{ ...(await locked()) }],
          extendLock: async () => [{ ...(await locked()) }, 1000],
          getOrCreateAndLock: () => [newKey(), 'page', { step: 1 }, 1000],
          getState: () => [newKey(), 'page'],
          getStates: () => [{ search: 'x', senderIds: ['anna'], pageId: 'page' }, 5, null],
          lockState: () => [
            {
              ...{ senderId: newKey(), pageId: 'page', leaseMs: 1000 },
              ...{ defaultState: {}, life: 1, expiresAt: 2_000_000_000 },
            },
          ],
          readState: () => [newKey(), { pageId: 'page', life: 'life' }],
          saveState: async () => [await plain()],
          saveStateWrites: async () => [await plain()],
          unlock: async () => [{ ...(await locked()) }],
        },
      },
      TokenBucketLimit: {
        on: new dataCore.TokenBucketLimit(table),
        methods: { attempt: () => [at(), { capacity: 3, refillMs: 100 }] },
      },
      UserConversations: {
        on: conversations,
        methods: {
          append: async () => [7, await conversation(), turn()],
          current: () => [7],
          delete: async () => [7, await conversation()],
          get: async () => [7, await conversation()],
          history: async () => [7, await conversation(), { limit: 5, before: 3 }],
          list: () => [7, { limit: 5, before: 9 }],
          prepareStart: () => [7, { language: 'de', isFirst: true }],
          setLanguage: async () => [7, await conversation(), 'de'],
          start: () => [7, { language: 'de' }],
          switchTo: async () => [7, await conversation()],
          switchWrites: async () => [7, await conversation()],
        },
      },
    },
    returned: {
      Lock: {
        on: () => locks.acquire(newKey(), { leaseMs: 1_000_000 }),
        methods: { extend: () => [1000], release: () => [] },
      },
      Attempt: { on: () => fixed.attempt(at(), limit()), methods: { clear: () => [] } },
      ConfigApi: {
        on: async () => configs.api(),
        methods: {
          updateBot: () => [{}, { groups: ['admin'], token: { groups: [{ group: 'admin' }] } }],
        },
      },
      GrammyStorage: {
        on: async () => grammyStorage(keys),
        methods: {
          delete: () => [newKey()],
          has: () => [newKey()],
          read: () => [newKey()],
          write: () => [newKey(), { count: 1 }],
        },
      },
    },
  };
}
