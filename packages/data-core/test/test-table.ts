import { randomBytes } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDocumentClient, type DocumentClientOptions } from '../src/shared/client/document-client.ts';
import { createTable } from '../src/shared/table/create-table.ts';
import type { TableDefinition } from '../src/shared/table/table-definition.ts';

/** A client of the engine that the test run shares. */
export function createTestClient(options: DocumentClientOptions = {}): DynamoDBDocumentClient {
  return createDocumentClient({
    // biome-ignore lint/style/noProcessEnv: how a test learns of the engine that the run shares
    endpoint: String(process.env.DYNAMODB_ENDPOINT),
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    // A busy machine is no fault of the code under test.
    requestTimeoutMs: 20_000,
    connectionTimeoutMs: 20_000,
    ...options,
  });
}

/** Makes a table of its own for a test file. */
export async function createTestTable(
  client: DynamoDBDocumentClient,
  definition: TableDefinition,
): Promise<string> {
  const tableName = `test.${randomBytes(6).toString('hex')}.${definition.name}`;
  await createTable(client, definition, tableName);
  return tableName;
}
