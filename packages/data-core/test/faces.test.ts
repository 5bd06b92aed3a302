import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import {
  BotConfigStorage,
  BotTokenStorage,
  ChatLogStorage,
  type CompoundKey,
  DoOnceManager,
  type DoOnceResult,
  type DynamoDao,
  DynamoLock,
  type DynamoTableName,
  dynamoAssign,
  dynamoTableName,
  KeyValueCounter,
  KeyValueTable,
  LimitedAttempt,
  PartitionedKeyValueTable,
  type PartitionKeyMappings,
  type ResetState,
  StateStorage,
} from '../src/index.ts';
import * as tables from '../src/tables.ts';
import { createTestClient, createTestTable } from './test-table.ts';

const client = createTestClient();
const config = {
  // biome-ignore lint/style/noProcessEnv: how a test learns of the engine that the run shares
  endpoint: String(process.env.DYNAMODB_ENDPOINT),
  region: 'eu-central-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};
const names = { states: '', tokens: '', chatLog: '', config: '', keys: '', partitioned: '', locks: '' };

beforeAll(async () => {
  names.states = await createTestTable(client, tables.statesTable);
  names.tokens = await createTestTable(client, tables.botTokensTable);
  names.chatLog = await createTestTable(client, tables.chatLogTable);
  names.config = await createTestTable(client, tables.botConfigTable);
  names.keys = await createTestTable(client, tables.keysTable);
  names.partitioned = await createTestTable(client, tables.partitionedKeysTable);
  names.locks = await createTestTable(client, tables.locksTable);
});

describe.each([
  ['a client of the SDK', () => new DynamoDBClient(config)],
  ['the configuration of a client', () => config],
  ['a configuration with a request handler', () => ({ ...config, requestHandler: { requestTimeout: 5000 } })],
  ['a document client', () => client],
  ['options of ours', () => ({ client })],
  ['options of ours with a plain client', () => ({ client: new DynamoDBClient(config) })],
])("wingbot-dynamodb's constructors, by position, with %s", (kind, makeService) => {
  it('make storages that work', async () => {
    const service = makeService() as DynamoDBClient;
    const states = new StateStorage(names.states, service);
    const item = await states.getOrCreateAndLock('anna', { step: 1, none: undefined }, 1000);
    await states.saveState(item);
    const tokens = new BotTokenStorage(names.tokens, 'token', service);
    const { token } = await tokens.issueToken({ senderId: 'anna', role: 'r', ttlSeconds: 60 });
    expect(await tokens.findByToken(token)).toMatchObject({ senderId: 'anna' });
    const configs = new BotConfigStorage(names.config, service);
    await configs.updateConfig({ a: 1 }, 'other');
    expect(await configs.getConfig('other')).toMatchObject({ a: 1 });
    const log = { error: (...details: unknown[]) => expect(details).toEqual([]) };
    await new ChatLogStorage(names.chatLog, service, log).log(kind, ['hi'], { timestamp: 5 });
    expect(await new ChatLogStorage(names.chatLog, service).getInteractions(kind)).toHaveLength(1);
  });
});

describe("wingbot-dynamodb's defaults", () => {
  it.each([
    ['states', (service: DynamoDBClient) => new StateStorage(undefined, service).getState('a')],
    [
      'wingbot-tokens',
      (service: DynamoDBClient) => new BotTokenStorage(undefined, undefined, service).findByToken('a'),
    ],
    ['wingbot-config', (service: DynamoDBClient) => new BotConfigStorage(undefined, service).getConfig()],
    ['chatlog', (service: DynamoDBClient) => new ChatLogStorage(undefined, service).getInteractions('a')],
  ])('are the table %s', async (tableName, use) => {
    const requested: unknown[] = [];
    const service = new DynamoDBClient(config);
    service.middlewareStack.add(
      (next) => (args) => {
        requested.push(Reflect.get(args.input, 'TableName'));
        return next(args);
      },
      { step: 'initialize' },
    );
    await use(service).catch(() => undefined);
    expect(requested).toEqual([tableName]);
  });

  it('take null for the client of the environment', () => {
    expect(() => new StateStorage('states', null)).not.toThrow();
    expect(() => new ChatLogStorage('chatlog', null, console)).not.toThrow();
    expect(() => new StateStorage()).not.toThrow();
  });

  it('take no client of AWS SDK v2', () => {
    const old = { putItem: () => {}, config: {} } as never;
    expect(() => new StateStorage({ tableName: 'states', client: old })).toThrow('a client of AWS SDK v3');
  });
});

it('the log of a chat log is taken in second place too, and with our options', async () => {
  const failures: unknown[] = [];
  const log = { error: (...details: unknown[]) => failures.push(details) };
  await new ChatLogStorage('no.such.table', log, { client }).log('anna');
  await new ChatLogStorage({ tableName: 'no.such.table', log, client }).log('anna');
  await new ChatLogStorage('no.such.table', client, log).log('anna');
  expect(failures).toHaveLength(3);
});

describe("common-aws's constructors and types", () => {
  const dynamo = new DynamoDBClient(config);
  const timeProvider = { epochMS: () => 1_700_000_000_000 };

  it('make primitives that work', async () => {
    const tableName: DynamoTableName = names.partitioned;
    const keys = new KeyValueTable({ namespace: 'faces', dynamo, tableName: names.keys });
    await keys.set('a', { b: undefined, c: 1 });
    expect(await keys.get('a')).toEqual({ c: 1 });
    const counter = new KeyValueCounter({ namespace: 'counts', dynamo, tableName: names.keys });
    expect(await counter.incr('a')).toBe(1);
    const table = new PartitionedKeyValueTable({ dynamo, tableName });
    const done = new DoOnceManager(table);
    await done.doOnce('anna', 'mail', async () => 1);
    const result: DoOnceResult | undefined = await done.haveAlreadyDone('anna', 'mail');
    expect(result).toMatchObject({ done: true });
    const attemptKey: CompoundKey<string, ResetState> = { partition: 'anna', namespace: 'n', sort: 'login' };
    const limit = { attemptsMax: 1, validityTime: 60_000 };
    expect(await new LimitedAttempt(table).attempt(attemptKey, limit, 'first')).toMatchObject({
      context: 'first',
    });
    const locks = new DynamoLock({ dynamo, tableName: names.locks, timeProvider });
    const lock = await locks.tryAcquire('resource', 30);
    expect(lock?.expiresAtMs).toBe(1_700_000_030_000);
    expect(await locks.tryAcquire('resource', 30)).toBeUndefined();
    await lock?.release();
  });

  it('say what they said', () => {
    class User implements DynamoDao {
      id = '';
    }
    const mappings: PartitionKeyMappings = {
      sortKeyFieldName: 'sortKey',
      sortKeyFieldAWSType: 'S',
      partitionKeyFieldName: 'partitionKey',
      dataFieldName: 'data',
      md5: 'md5',
    };
    expect(dynamoAssign(User, { id: '7' })).toEqual({ id: '7' });
    expect(mappings.md5).toBe('md5');
    const name: DynamoTableName = dynamoTableName('users', { environment: 'prod', prefix: 'paradox' });
    expect(name).toBe('paradox.prod.users');
  });
});

it("a plain client keeps its own way of translating, where it has a document client of its user's", async () => {
  const dynamo = new DynamoDBClient(config);
  const own = DynamoDBDocumentClient.from(dynamo, { unmarshallOptions: { wrapNumbers: true } });
  const keys = new KeyValueTable({ namespace: 'own', client: dynamo, tableName: names.keys });
  const counter = new KeyValueCounter({ namespace: 'own', client: dynamo, tableName: names.keys });
  await keys.set('v', 5);
  expect(await counter.incr('n')).toBe(1);
  const { Item } = await own.send(new GetCommand({ TableName: names.keys, Key: { key: 'own.n' } }));
  expect(Item?.count).toEqual({ value: '1' });
});

it('no store has a default table: production does not write to another environment by omission', () => {
  const make = [
    () => new KeyValueTable({ client } as never),
    () => new PartitionedKeyValueTable({ client } as never),
    () => new KeyValueCounter({ client, namespace: 'n' } as never),
    () => new DynamoLock({ client } as never),
    () => new StateStorage({ client } as never),
  ];
  for (const open of make) expect(open).toThrow('tableName must be');
});
