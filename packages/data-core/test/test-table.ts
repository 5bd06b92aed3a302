import { randomBytes } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { engineOptions, leanClient } from '@switchboard/jest-preset/test-client';
import { createDocumentClient, type DocumentClientOptions } from '../src/shared/client/document-client.ts';
import { createTable } from '../src/shared/table/create-table.ts';
import type { TableDefinition } from '../src/shared/table/table-definition.ts';

/** A client of the engine that the test run shares. */
export const createTestClient = (options: DocumentClientOptions = {}): DynamoDBDocumentClient =>
  leanClient(createDocumentClient({ ...engineOptions(), ...options }));

/** Makes a table of its own for a test file. */
export async function createTestTable(
  client: DynamoDBDocumentClient,
  definition: TableDefinition,
): Promise<string> {
  const tableName = `test.${randomBytes(6).toString('hex')}.${definition.name}`;
  await createTable(client, definition, tableName);
  return tableName;
}
