import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { connectionsTable, messagesTable, threadsTable } from '@switchboard/chat-core/tables';
import { createDocumentClient, createTable } from '@switchboard/data-core';
import { botTokensTable, locksTable, partitionedKeysTable, statesTable } from '@switchboard/data-core/tables';

const definitions = {
  threads: threadsTable,
  messages: messagesTable,
  connections: connectionsTable,
  partitionedKeys: partitionedKeysTable,
  states: statesTable,
  tokens: botTokensTable,
  locks: locksTable,
} as const;

/** The physical names of the tables of one run. */
export type SimulationTables = Readonly<Record<keyof typeof definitions, string>>;

/** A client that nothing stands in the way of: for making tables, and for looking at what is stored. */
export const createPlainClient = (endpoint: string): DynamoDBDocumentClient =>
  createDocumentClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'simulation', secretAccessKey: 'simulation' },
  });

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
