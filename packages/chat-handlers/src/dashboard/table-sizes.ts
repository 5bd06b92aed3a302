import { DescribeTableCommand, type TableDescription } from '@aws-sdk/client-dynamodb';
import type { Log } from '@switchboard/chat-core';
import type { createDocumentClient } from '@switchboard/data-core';
import { parseWidgetEvent } from './widget-event.ts';

export interface TableSizesOptions {
  readonly client: ReturnType<typeof createDocumentClient>;
  /** The physical names of the tables. */
  readonly tables: readonly string[];
  readonly log: Log;
}

/** What a dashboard shows. */
export interface WidgetContent {
  readonly markdown: string;
}

/** What DynamoDB says of a table, or the name of the error that it answered with. */
type Row = { readonly name: string } & (
  | { readonly bytes: number; readonly indexBytes: number; readonly items: number }
  | { readonly error: string }
);

const description = `### Sizes of tables
Shows how large the tables of this environment are, with their indexes. It takes no parameters.`;

/**
 * Makes the function of a dashboard's widget that shows the sizes of tables, the largest first. The event decides nothing but whether the widget
 * describes itself: which tables are shown, the function's configuration says.
 *
 * A table that DynamoDB does not describe is shown with the name of the error; the others are shown all the same.
 *
 * @returns a handler that throws `v.ValiError` for an event of anything but a dashboard
 */
export function createTableSizes({ client, tables, log }: TableSizesOptions) {
  const rowOf = async (name: string): Promise<Row> => {
    try {
      const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
      return { name, ...sizesOf(Table) };
    } catch (error) {
      log('table.undescribed', { table: name }, error);
      return { name, error: error instanceof Error ? error.name : 'Error' };
    }
  };
  return async (event: unknown): Promise<WidgetContent> => {
    if ('describe' in parseWidgetEvent(event)) return { markdown: description };
    return { markdown: tableText(await Promise.all(tables.map(rowOf))) };
  };
}

function sizesOf({ TableSizeBytes = 0, ItemCount = 0, GlobalSecondaryIndexes = [] }: TableDescription = {}) {
  const indexBytes = GlobalSecondaryIndexes.reduce((sum, { IndexSizeBytes = 0 }) => sum + IndexSizeBytes, 0);
  return { bytes: TableSizeBytes, indexBytes, items: ItemCount };
}

function tableText(rows: readonly Row[]): string {
  const known = rows.filter((row) => 'bytes' in row);
  const total = {
    name: '**all**',
    bytes: sum(known.map(({ bytes }) => bytes)),
    indexBytes: sum(known.map(({ indexBytes }) => indexBytes)),
    items: sum(known.map(({ items }) => items)),
  };
  const largestFirst = [...rows].sort(
    (a, b) => storedBytes(b) - storedBytes(a) || (a.name < b.name ? -1 : 1),
  );
  return [
    'table | items | size | size of its indexes',
    '---|---:|---:|---:',
    ...[...largestFirst, total].map(rowText),
    '',
    'DynamoDB counts about every six hours, items past their time to live included until it deletes them.',
  ].join('\n');
}

const rowText = (row: Row): string =>
  'error' in row
    ? `${row.name} | ${row.error} | |`
    : `${row.name} | ${row.items.toLocaleString('en')} | ${sizeText(row.bytes)} | ${sizeText(row.indexBytes)}`;

/** What DynamoDB bills: an unknown size comes first, because somebody should look at it. */
const storedBytes = (row: Row): number =>
  'error' in row ? Number.POSITIVE_INFINITY : row.bytes + row.indexBytes;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const units = ['B', 'KB', 'MB', 'GB', 'TB'];

/** A size as DynamoDB bills it, in powers of 1024: `1.5 GB`. */
function sizeText(bytes: number): string {
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), units.length - 1);
  const value = bytes / 1024 ** power;
  return `${value.toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
