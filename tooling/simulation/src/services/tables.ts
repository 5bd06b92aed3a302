import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { connectionsTable, messagesTable, threadsTable } from '@switchboard/chat-core/tables';
import { createDocumentClient, createTable } from '@switchboard/data-core';
import type { TableDefinition } from '@switchboard/data-core/table';
import {
  botConfigTable,
  botTokensTable,
  locksTable,
  partitionedKeysTable,
  statesTable,
} from '@switchboard/data-core/tables';
import { engineOptions, leanClient } from '@switchboard/jest-preset/test-client';
import type { Item } from '../history/journal.ts';

const definitions = {
  threads: threadsTable,
  messages: messagesTable,
  connections: connectionsTable,
  partitionedKeys: partitionedKeysTable,
  states: statesTable,
  tokens: botTokensTable,
  locks: locksTable,
  config: botConfigTable,
} as const satisfies Record<string, TableDefinition>;

/** The physical names of the tables of one run. */
export type SimulationTables = Readonly<Record<keyof typeof definitions, string>>;

export const tableNames = Object.keys(definitions) as readonly (keyof SimulationTables)[];

/** The attribute that says when an item of a table expires, epoch seconds; none where items never do. */
export const ttlAttributeOf = (table: keyof SimulationTables): string | undefined =>
  definitions[table].ttlAttribute;

/** The key of an item of a table. */
export function keyOfItem(table: keyof SimulationTables, item: Item): Record<string, unknown> {
  const { partitionKey, sortKey } = definitions[table];
  const names = sortKey === undefined ? [partitionKey.name] : [partitionKey.name, sortKey.name];
  return Object.fromEntries(names.map((name) => [name, item[name]]));
}

/** A client that nothing stands in the way of: for making tables, and for looking at what is stored. */
export const createPlainClient = (endpoint: string): DynamoDBDocumentClient =>
  leanClient(createDocumentClient(engineOptions(endpoint)));

/** Makes the tables of one run. */
export async function createTables(
  client: DynamoDBDocumentClient,
  prefix: string,
): Promise<SimulationTables> {
  const made = Object.entries(definitions).map(async ([name, definition]) => {
    const tableName = `${prefix}.${definition.name}`;
    await createTable(client, definition, tableName);
    return [name, tableName];
  });
  return Object.fromEntries(await Promise.all(made));
}
