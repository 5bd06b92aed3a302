import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type KeySchemaElement,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { IndexDefinition, KeyAttribute, TableDefinition } from './table-definition.ts';

/** What CreateTable wants to know of a table. */
export function createTableInput(definition: TableDefinition, tableName: string): CreateTableCommandInput {
  const indexes = definition.indexes ?? [];
  const keys = [definition, ...indexes].flatMap(({ partitionKey, sortKey }) =>
    sortKey ? [partitionKey, sortKey] : [partitionKey],
  );
  const attributes = new Map(keys.map(({ name, type }) => [name, type]));
  return {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: keySchema(definition),
    AttributeDefinitions: [...attributes].map(([AttributeName, AttributeType]) => ({
      AttributeName,
      AttributeType,
    })),
    ...(indexes.length > 0 && {
      GlobalSecondaryIndexes: indexes.map((index) => ({
        IndexName: index.name,
        KeySchema: keySchema(index),
        Projection: projection(index),
      })),
    }),
  };
}

/** Makes a table from its declaration, and waits until it can be used. */
export async function createTable(
  client: DynamoDBDocumentClient,
  definition: TableDefinition,
  tableName: string,
): Promise<void> {
  const { TableDescription } = await client.send(
    new CreateTableCommand(createTableInput(definition, tableName)),
  );
  if (TableDescription?.TableStatus === 'ACTIVE') return;
  await waitUntilTableExists({ client, maxWaitTime: 60 }, { TableName: tableName });
}

function keySchema({
  partitionKey,
  sortKey,
}: {
  partitionKey: KeyAttribute;
  sortKey?: KeyAttribute;
}): KeySchemaElement[] {
  return [
    { AttributeName: partitionKey.name, KeyType: 'HASH' },
    ...(sortKey ? [{ AttributeName: sortKey.name, KeyType: 'RANGE' as const }] : []),
  ];
}

function projection({ projection }: IndexDefinition) {
  return typeof projection === 'string'
    ? { ProjectionType: projection }
    : { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: [...projection] };
}
