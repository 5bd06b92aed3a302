import type { IndexDefinition, KeyAttribute, TableDefinition } from '@switchboard/data-core/table';
import { DynamodbTable } from './cdktf/aws.ts';
import type { TerraformStack } from './cdktf/core.ts';
import type { Environment } from './environments.ts';
import { tableName } from './names.ts';

/** On demand, encrypted (DynamoDB does so with a key of its own, free of charge), point-in-time recovery unless declared otherwise. */
export function createTable(
  stack: TerraformStack,
  environment: Environment,
  table: TableDefinition,
): DynamodbTable {
  return new DynamodbTable(stack, `table_${table.name}`, {
    name: tableName(environment, table),
    billingMode: 'PAY_PER_REQUEST',
    hashKey: table.partitionKey.name,
    ...(table.sortKey && { rangeKey: table.sortKey.name }),
    attribute: keyAttributes(table),
    ...(table.indexes && { globalSecondaryIndex: table.indexes.map(globalSecondaryIndex) }),
    ...(table.ttlAttribute && { ttl: { attributeName: table.ttlAttribute, enabled: true } }),
    pointInTimeRecovery: { enabled: table.pointInTimeRecovery ?? true },
    deletionProtectionEnabled: environment.deletionProtection,
  });
}

/** Terraform wants every attribute that is a key of the table or of an index, once. */
function keyAttributes({ partitionKey, sortKey, indexes = [] }: TableDefinition) {
  const keys = [{ partitionKey, sortKey }, ...indexes].flatMap((key) =>
    [key.partitionKey, key.sortKey ?? []].flat(),
  );
  const byName = new Map<string, KeyAttribute>(keys.map((key) => [key.name, key]));
  return [...byName.values()].map(({ name, type }) => ({ name, type }));
}

function globalSecondaryIndex({ name, partitionKey, sortKey, projection }: IndexDefinition) {
  const projected =
    typeof projection === 'string'
      ? { projectionType: projection }
      : { projectionType: 'INCLUDE', nonKeyAttributes: [...projection] };
  return { name, hashKey: partitionKey.name, ...(sortKey && { rangeKey: sortKey.name }), ...projected };
}
