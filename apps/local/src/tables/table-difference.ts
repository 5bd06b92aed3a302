import type { Index, KeyElement, Table } from '../deployment/tables.ts';

/** What DescribeTable says of a table, as far as it is compared. */
export interface TableDescription {
  readonly KeySchema: readonly KeyElement[];
  readonly AttributeDefinitions: readonly {
    readonly AttributeName: string;
    readonly AttributeType: string;
  }[];
  readonly GlobalSecondaryIndexes?: readonly Index[];
}

/** How a kept table differs from what the stack says, as the rest of a sentence; `undefined` where it does not. */
export function describeDifference(wanted: Table, kept: TableDescription): string | undefined {
  const types = Object.fromEntries(
    kept.AttributeDefinitions.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]),
  );
  const wantedText = describe(wanted.keySchema, wanted.indexes, wanted.attributeTypes);
  const keptText = describe(kept.KeySchema, kept.GlobalSecondaryIndexes ?? [], types);
  return wantedText === keptText ? undefined : `it has ${keptText}, but should have ${wantedText}`;
}

/** For example `the key userId S, time S and the index token (token S, KEYS_ONLY)`. */
function describe(
  keySchema: readonly KeyElement[],
  indexes: readonly Index[],
  types: Readonly<Record<string, string>>,
): string {
  const keyText = (keys: readonly KeyElement[]): string =>
    keys.map(({ AttributeName: name }) => `${name} ${types[name]}`).join(', ');
  const indexTexts = indexes
    .toSorted((a, b) => a.IndexName.localeCompare(b.IndexName))
    .map(({ IndexName, KeySchema, Projection }) => {
      const carried = Projection.NonKeyAttributes?.toSorted() ?? [];
      return `the index ${IndexName} (${[keyText(KeySchema), Projection.ProjectionType, ...carried].join(', ')})`;
    });
  return [`the key ${keyText(keySchema)}`, ...indexTexts].join(' and ');
}
