import { DeleteCommand, type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { SeededRandom } from '../engine/seeded-random.ts';
import type { VirtualClock } from '../engine/virtual-clock.ts';
import type { Item } from '../history/journal.ts';
import { keyOfItem, type SimulationTables, tableNames, ttlAttributeOf } from './tables.ts';

export interface TimeToLiveParts {
  /** A client that nothing stands in the way of. */
  readonly client: DynamoDBDocumentClient;
  readonly tables: SimulationTables;
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  /** Told of every item that is deleted. @param kind the table, and in `partitioned_keys` the kind of partition as well */
  readonly onDeleted: (kind: string, item: Item) => void;
}

/** How often the expired items of a kind go when DynamoDB comes by. The others stand on, and may be read. */
const goes = 0.5;

/** DynamoDB's Time to Live: it deletes an item at some time after its expiry, which may be days later. */
export function createTimeToLive({ client, tables, clock, random, onDeleted }: TimeToLiveParts) {
  async function expiredIn(table: keyof SimulationTables): Promise<readonly Item[]> {
    const expiry = ttlAttributeOf(table);
    if (expiry === undefined) return [];
    const scan = new ScanCommand({ TableName: tables[table], ConsistentRead: true });
    const { Items = [] } = await client.send(scan);
    return Items.filter((item) => typeof item[expiry] === 'number' && item[expiry] * 1_000 <= clock.now());
  }

  async function sweepTable(table: keyof SimulationTables): Promise<void> {
    const expired = Map.groupBy(await expiredIn(table), (item) => kindOf(table, item));
    // In an order that does not depend on the ids, which differ from run to run.
    for (const kind of [...expired.keys()].toSorted()) {
      if (!random.chance(goes)) continue;
      for (const item of expired.get(kind) ?? []) {
        await client.send(new DeleteCommand({ TableName: tables[table], Key: keyOfItem(table, item) }));
        onDeleted(kind, item);
      }
    }
  }

  return {
    /** Deletes some of what has expired. */
    async sweep(): Promise<void> {
      for (const table of tableNames) await sweepTable(table);
    },
  };
}

/** What an item is: partitions of `partitioned_keys` begin with it. */
const kindOf = (table: keyof SimulationTables, { partitionKey }: Item): string =>
  table === 'partitionedKeys' ? `${table}: ${String(partitionKey).split('.')[0]}` : table;
