import type { Table } from '../deployment/tables.ts';
import { PlatformError } from '../platform-error.ts';
import { type EngineClient, EngineError } from './engine-client.ts';
import { describeDifference, type TableDescription } from './table-difference.ts';

/**
 * Creates the tables of the stack that the engine does not have, and compares those that it has.
 *
 * @param dataFolder named in errors
 * @returns how many were created
 * @throws {PlatformError} `table.different` where a kept table is not what the stack says
 */
export async function createTables(
  engine: EngineClient,
  tables: readonly Table[],
  dataFolder: string | undefined,
): Promise<number> {
  let created = 0;
  const differences: string[] = [];
  for (const table of tables) {
    const existing = await describeTable(engine, table.name);
    if (existing) {
      const difference = describeDifference(table, existing);
      if (difference !== undefined) differences.push(`${table.name}: ${difference}`);
      continue;
    }
    await createTable(engine, table);
    created += 1;
  }
  if (differences.length > 0) throw different(differences, dataFolder);
  return created;
}

async function describeTable(engine: EngineClient, name: string): Promise<TableDescription | undefined> {
  try {
    return (await engine('DescribeTable', { TableName: name })).Table as TableDescription;
  } catch (error) {
    if (error instanceof EngineError && error.code === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

async function createTable(engine: EngineClient, table: Table): Promise<void> {
  await engine('CreateTable', {
    TableName: table.name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: table.keySchema,
    AttributeDefinitions: Object.entries(table.attributeTypes).map(([name, type]) => ({
      AttributeName: name,
      AttributeType: type,
    })),
    ...(table.indexes.length > 0 ? { GlobalSecondaryIndexes: table.indexes } : {}),
  });
  if (table.ttlAttribute === undefined) return;
  await engine('UpdateTimeToLive', {
    TableName: table.name,
    TimeToLiveSpecification: { Enabled: true, AttributeName: table.ttlAttribute },
  });
}

const different = (differences: readonly string[], dataFolder: string | undefined): PlatformError =>
  new PlatformError(
    'table.different',
    `Tables from an earlier run differ from the stack:\n${differences.map((line) => `  - ${line}`).join('\n')}\n` +
      (dataFolder === undefined
        ? 'Start the engine that DYNAMODB_ENDPOINT names without its old data.'
        : `Delete the data folder ${dataFolder} to start over, or choose another with DATA_DIR.`),
  );
