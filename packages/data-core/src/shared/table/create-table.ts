import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type KeySchemaElement,
  type TableDescription,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DataCoreError } from '../errors/data-core-error.ts';
import { InvalidOptionError } from '../validation/invalid-option-error.ts';
import { requireClient, requireList, requireRecord, requireText } from '../validation/options.ts';
import type { IndexDefinition, KeyAttribute, TableDefinition } from './table-definition.ts';
import { requireTableName } from './table-name.ts';

/** What CreateTable wants to know of a table. @throws {InvalidOptionError} naming the part of the definition */
export function createTableInput(definition: TableDefinition, tableName: string): CreateTableCommandInput {
  requireDefinition(definition);
  requireTableName('tableName', tableName);
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

/**
 * Makes a table from its declaration unless it is there, and waits until it can be used.
 *
 * @throws {InvalidOptionError} naming the argument; nothing was sent
 * @throws {TableMismatchError} if there is a table of that name with other keys or indexes
 */
export async function createTable(
  client: DynamoDBDocumentClient,
  definition: TableDefinition,
  tableName: string,
): Promise<void> {
  requireClient(client);
  const input = createTableInput(definition, tableName);
  try {
    const { TableDescription } = await client.send(new CreateTableCommand(input));
    if (TableDescription?.TableStatus === 'ACTIVE') return;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ResourceInUseException') throw error;
  }
  const { reason } = await waitUntilTableExists(waiting(client), { TableName: tableName });
  const table = reason?.Table ?? {};
  if (keysOf(table) !== keysOf(input)) throw new TableMismatchError(tableName, keysOf(input), keysOf(table));
}

/** A table takes some seconds; without these pauses the SDK would look for it again after twenty. */
const waiting = (client: DynamoDBDocumentClient) => ({
  client,
  maxWaitTime: 60,
  minDelay: 1,
  maxDelay: 5,
});

/** There is a table of that name, but its keys or indexes are not those of the declaration. It was not changed. */
export class TableMismatchError extends DataCoreError {
  override readonly name = 'TableMismatchError';
  readonly code = 'table.mismatch';
  readonly tableName: string;

  constructor(tableName: string, declared: string, found: string) {
    super(`Table "${tableName}" has the keys ${found}, but ${declared} are declared.`);
    this.tableName = tableName;
  }
}

/** The keys of a table and its indexes, for example `key:S; token(token:S)`. */
function keysOf(
  table: Pick<TableDescription, 'KeySchema' | 'AttributeDefinitions' | 'GlobalSecondaryIndexes'>,
) {
  const typeOf = (name: string | undefined) =>
    table.AttributeDefinitions?.find(({ AttributeName }) => AttributeName === name)?.AttributeType;
  const schema = (keys: readonly KeySchemaElement[] = []) =>
    keys
      .toSorted((one, other) => String(one.KeyType).localeCompare(String(other.KeyType)))
      .map(({ AttributeName }) => `${AttributeName}:${typeOf(AttributeName)}`)
      .join(',');
  const indexes = (table.GlobalSecondaryIndexes ?? []).map(
    ({ IndexName, KeySchema }) => `${IndexName}(${schema(KeySchema)})`,
  );
  return [schema(table.KeySchema), ...indexes.sort()].join('; ');
}

function requireDefinition(definition: unknown): void {
  requireRecord('definition', definition);
  requireKeys('definition', definition);
  const { indexes = [] } = definition;
  requireList('definition.indexes', indexes);
  for (const [position, index] of indexes.entries()) {
    const option = `definition.indexes[${position}]`;
    requireRecord(option, index);
    requireText(`${option}.name`, index.name);
    requireKeys(option, index);
    if (index.projection === 'ALL' || index.projection === 'KEYS_ONLY') continue;
    requireList(`${option}.projection`, index.projection);
    for (const name of index.projection) requireText(`${option}.projection`, name);
  }
}

function requireKeys(option: string, { partitionKey, sortKey }: Record<string, unknown>): void {
  requireKeyAttribute(`${option}.partitionKey`, partitionKey);
  if (sortKey !== undefined) requireKeyAttribute(`${option}.sortKey`, sortKey);
}

function requireKeyAttribute(option: string, attribute: unknown): void {
  requireRecord(option, attribute);
  requireText(`${option}.name`, attribute.name);
  const { type } = attribute;
  if (type !== 'S' && type !== 'N' && type !== 'B')
    throw new InvalidOptionError(`${option}.type`, type, 'S, N or B');
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
