import { promisify } from 'node:util';
import type { TableDefinition } from '../../src/shared/table/table-definition.ts';
import type { Cost } from '../../test/costs/cost-line.ts';
import type { Peers } from './fetch-peers.ts';
import type { MeteringProxy } from './metering-proxy.ts';

/** What a peer's way of doing an operation of ours was measured to cost. */
export interface PeerCost {
  readonly operation: string;
  readonly peer: string;
  readonly measured: Cost;
}

/** What the measurement of a peer works with. */
export interface PeerBench {
  readonly load: Peers['load'];
  readonly meter: MeteringProxy;
  readonly createTable: (definition: TableDefinition) => Promise<string>;
}

/** What clients of both generations of the SDK take. */
const connection = (endpoint: string) => ({
  endpoint,
  region: 'eu-central-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

type Constructor<Instance, Options> = new (options: Options) => Instance;

const tableOf = (keyName: string): TableDefinition => ({
  name: 'peer',
  partitionKey: { name: keyName, type: 'S' },
});

/** Its lock that expires (`FailOpen`). A held one is not refused but waited for, until its lease is over. */
async function lockClient({ load, meter, createTable }: PeerBench): Promise<PeerCost[]> {
  interface Lock {
    release(done: (error: Error | null) => void): void;
  }
  interface LockClient {
    acquireLock(key: string, done: (error: Error | null, lock: Lock) => void): void;
  }
  const { DynamoDB } = load('aws-sdk') as { DynamoDB: { DocumentClient: Constructor<object, object> } };
  const { FailOpen } = load('dynamodb-lock-client') as { FailOpen: Constructor<LockClient, object> };
  const locks = new FailOpen({
    dynamodb: new DynamoDB.DocumentClient(connection(meter.endpoint)),
    lockTable: await createTable(tableOf('id')),
    partitionKey: 'id',
    leaseDurationMs: 60_000,
  });
  const acquire = promisify(locks.acquireLock.bind(locks));
  const held = await acquire('held');
  return lines('dynamodb-lock-client', meter, [
    ['lock acquire, free', () => acquire('free')],
    ['lock release', () => promisify(held.release.bind(held))()],
  ]);
}

async function rateLimiter({ load, meter, createTable }: PeerBench): Promise<PeerCost[]> {
  interface Limiter {
    consume(key: string): Promise<unknown>;
  }
  const { DynamoDB } = load('@aws-sdk/client-dynamodb') as { DynamoDB: Constructor<object, object> };
  const { RateLimiterDynamo } = load('rate-limiter-flexible') as {
    RateLimiterDynamo: Constructor<Limiter, object>;
  };
  const limiter = new RateLimiterDynamo({
    storeClient: new DynamoDB(connection(meter.endpoint)),
    tableName: await createTable(tableOf('key')),
    tableCreated: true,
    ttlSet: true,
    points: 2,
    duration: 60,
  });
  const attempt = () => limiter.consume('key');
  return lines('rate-limiter-flexible', meter, [
    ['attempt, first', attempt],
    ['attempt, later', attempt],
    ['attempt, refused', () => attempt().catch(() => undefined)],
  ]);
}

async function idempotency({ load, meter, createTable }: PeerBench): Promise<PeerCost[]> {
  type Action = (event: object) => Promise<object>;
  const { makeIdempotent, IdempotencyConfig } = load('@aws-lambda-powertools/idempotency') as {
    makeIdempotent: (action: Action, options: object) => Action;
    IdempotencyConfig: Constructor<object, object>;
  };
  const { DynamoDBPersistenceLayer } = load('@aws-lambda-powertools/idempotency/dynamodb') as {
    DynamoDBPersistenceLayer: Constructor<object, object>;
  };
  const act = makeIdempotent(async () => ({ sent: 1 }), {
    persistenceStore: new DynamoDBPersistenceLayer({
      tableName: await createTable(tableOf('id')),
      clientConfig: connection(meter.endpoint),
    }),
    config: new IdempotencyConfig({ lambdaContext: { getRemainingTimeInMillis: () => 60_000 } }),
    keyPrefix: 'bench',
  });
  return lines('powertools idempotency', meter, [
    ['doOnce, first', () => act({ id: 1 })],
    ['doOnce, repeated', () => act({ id: 1 })],
  ]);
}

async function connectStore({ load, meter, createTable }: PeerBench): Promise<PeerCost[]> {
  interface Store {
    get(id: string, done: (error: Error | null, session: unknown) => void): void;
    set(id: string, session: object, done: (error: Error | null) => void): void;
  }
  const { DynamoDBClient } = load('@aws-sdk/client-dynamodb') as {
    DynamoDBClient: Constructor<object, object>;
  };
  const storeFor = load('connect-dynamodb') as (connect: object) => Constructor<Store, object>;
  const DynamoDBStore = storeFor({ Store: load('node:events') });
  const store = new DynamoDBStore({
    client: new DynamoDBClient(connection(meter.endpoint)),
    table: await createTable(tableOf('id')),
    initialized: true,
  });
  const session = { cookie: { maxAge: 60_000 }, text: 'x'.repeat(7 * 1024) };
  return lines('connect-dynamodb', meter, [
    ['kv set, 7 KB', () => promisify(store.set.bind(store))('large', session)],
    ['kv get, 7 KB', () => promisify(store.get.bind(store))('large')],
  ]);
}

async function lines(
  peer: string,
  meter: MeteringProxy,
  operations: readonly (readonly [operation: string, work: () => Promise<unknown>])[],
): Promise<PeerCost[]> {
  const costs: PeerCost[] = [];
  for (const [operation, work] of operations) {
    costs.push({ operation, peer, measured: await meter.cost(work) });
  }
  return costs;
}

/** Measures each peer on a table of its own. */
export async function measurePeers(bench: PeerBench): Promise<PeerCost[]> {
  const costs: PeerCost[] = [];
  for (const peer of [lockClient, connectStore, idempotency, rateLimiter]) costs.push(...(await peer(bench)));
  return costs;
}
