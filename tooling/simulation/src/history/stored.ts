import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { SimulationTables } from '../services/tables.ts';
import type { Item, RecordedMessage } from './journal.ts';

/** Everything that is in the tables in the end. */
export interface Stored {
  readonly messages: readonly RecordedMessage[];
  readonly heads: readonly Item[];
  /** Of every table, by its name. */
  readonly items: Readonly<Record<keyof SimulationTables, readonly Item[]>>;
}

/** Reads all tables: those of a run are small enough for one page of each. */
export async function readStored(client: DynamoDBDocumentClient, tables: SimulationTables): Promise<Stored> {
  const read = Object.entries(tables).map(async ([name, TableName]) => {
    const { Items = [] } = await client.send(new ScanCommand({ TableName, ConsistentRead: true }));
    return [name, Items] as const;
  });
  const items = Object.fromEntries(await Promise.all(read)) as unknown as Stored['items'];
  return { messages: items.messages as unknown as readonly RecordedMessage[], heads: items.threads, items };
}
