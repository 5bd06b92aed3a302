import type { IndexDefinition, KeyAttribute, TableDefinition } from '@switchboard/data-core/table';
import { DynamodbContributorInsights, DynamodbTable } from '../cdktf/aws.ts';
import type { Environment, ProvisionedCapacity } from '../environment/environment.ts';
import { tableName } from '../names.ts';
import type { Scope } from '../scope.ts';
import { createAutoscaling } from './autoscaling.ts';

/**
 * Creates a table from its declaration: encrypted with DynamoDB's own key, which is free of charge; with point-in-time recovery unless
 * the declaration says otherwise; billed on demand unless the environment gives it provisioned capacity.
 */
export function createTable(scope: Scope, definition: TableDefinition): DynamodbTable {
  const { construct, environment } = scope;
  const capacity = environment.provisionedCapacity[definition.name];
  const table = new DynamodbTable(construct, `table_${definition.name}`, {
    name: currentTableName(environment, definition),
    ...(capacity
      ? { billingMode: 'PROVISIONED', ...startingCapacity(capacity) }
      : { billingMode: 'PAY_PER_REQUEST' }),
    ...tableArguments(definition, capacity && startingCapacity(capacity)),
    deletionProtectionEnabled: environment.protected,
    ...((environment.protected || capacity) && {
      lifecycle: {
        ...(environment.protected && { preventDestroy: true }),
        ...(capacity && { ignoreChanges: autoscaled(definition) }),
      },
    }),
  });
  if (capacity) createAutoscaling(scope, definition, table, capacity);
  if (environment.contributorInsights) {
    new DynamodbContributorInsights(construct, `insights_${definition.name}`, { tableName: table.name });
  }
  return table;
}

/** The name of the table that is used: its own, or that of the restored one that stands in for it. */
export const currentTableName = (environment: Environment, definition: TableDefinition): string =>
  environment.restoredTables[definition.name] ?? tableName(environment, definition);

const startingCapacity = ({ reads, writes }: ProvisionedCapacity) => ({
  readCapacity: reads.minimum,
  writeCapacity: writes.minimum,
});

/**
 * What a declaration says of a table, as Terraform takes it.
 *
 * @param indexCapacity of each index @default none: billed on demand
 */
export const tableArguments = (
  definition: TableDefinition,
  indexCapacity?: { readonly readCapacity: number; readonly writeCapacity: number },
) => {
  const { partitionKey, sortKey, indexes, ttlAttribute, pointInTimeRecovery = true } = definition;
  return {
    hashKey: partitionKey.name,
    ...(sortKey && { rangeKey: sortKey.name }),
    attribute: keyAttributes(definition),
    ...(indexes && {
      globalSecondaryIndex: indexes.map((index) => ({ ...globalSecondaryIndex(index), ...indexCapacity })),
    }),
    ...(ttlAttribute && { ttl: { attributeName: ttlAttribute, enabled: true } }),
    pointInTimeRecovery: { enabled: pointInTimeRecovery },
  };
};

/** What autoscaling changes, which Terraform would otherwise take back. An index is ignored as a whole: Terraform cannot name a part of it. */
const autoscaled = ({ indexes = [] }: TableDefinition): string[] => [
  'read_capacity',
  'write_capacity',
  ...(indexes.length > 0 ? ['global_secondary_index'] : []),
];

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
