import { randomUUID } from 'node:crypto';
import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { LogFields } from '@switchboard/chat-core';
import { connectionsTable, threadsTable } from '@switchboard/chat-core/tables';
import { createTable } from '@switchboard/data-core';
import { createTableSizes } from '../src/dashboard/table-sizes.ts';
import { createTestClient } from './world.ts';

const client = createTestClient();
const prefix = `sizes.${randomUUID().slice(0, 8)}`;
const threads = `${prefix}.threads`;
const connections = `${prefix}.connections`;

let logged: { readonly event: string; readonly fields: LogFields }[] = [];

const shows = (...tables: string[]) =>
  createTableSizes({ client, tables, log: (event, fields = {}) => logged.push({ event, fields }) });

/** What CloudWatch sends, as far as it matters. */
const opened = {
  widgetContext: {
    dashboardName: 'switchboard-dev-overview',
    widgetId: 'widget-8',
    locale: 'en',
    theme: 'light',
    params: {},
  },
};

/** The rows of the shown table as cells. */
const rowsOf = ({ markdown }: { readonly markdown: string }): string[][] =>
  markdown
    .split('\n')
    .filter((line) => line.includes('|'))
    .slice(2)
    .map((line) => line.split('|').map((cell) => cell.trim()));

/** A client whose requests end before the network: the engine has no large tables. */
function clientThatSays(Table: TableDescription) {
  const ending = createTestClient();
  ending.middlewareStack.add(() => async () => ({ response: {}, output: { Table, $metadata: {} } }), {
    step: 'initialize',
    name: 'endsBeforeTheNetwork',
    priority: 'high',
  });
  return ending;
}

beforeAll(async () => {
  await createTable(client, threadsTable, threads);
  await createTable(client, connectionsTable, connections);
  await client.send(new PutCommand({ TableName: connections, Item: { userId: 'ann' } }));
});

beforeEach(() => {
  logged = [];
});

afterEach(() => jest.restoreAllMocks());

describe('the widget of table sizes', () => {
  it('shows what DynamoDB says of each table, the largest first, and of all together', async () => {
    const rows = rowsOf(await shows(threads, connections)(opened));
    expect(rows.map(([name]) => name)).toEqual([connections, threads, '**all**']);
    expect(rows[0]).toEqual([connections, '1', expect.stringMatching(/^\d+ B$/), '0 B']);
    expect(rows[1]).toEqual([threads, '0', '0 B', '0 B']);
  });

  it('adds up indexes, and writes sizes as a person reads them', async () => {
    const large = clientThatSays({
      TableSizeBytes: 1.5 * 1024 ** 3,
      ItemCount: 1_234_567,
      GlobalSecondaryIndexes: [{ IndexSizeBytes: 2048 }, { IndexSizeBytes: 1024 }],
    });
    const show = createTableSizes({ client: large, tables: [threads], log: () => undefined });
    const rows = rowsOf(await show(opened));
    expect(rows[0]).toEqual([threads, '1,234,567', '1.5 GB', '3.0 KB']);
    expect(rows.at(-1)).toEqual(['**all**', '1,234,567', '1.5 GB', '3.0 KB']);
  });

  it('shows the other tables where one is gone, and logs why', async () => {
    const rows = rowsOf(await shows(connections, `${prefix}.gone`)(opened));
    expect(rows.map(([name, items]) => [name, items])).toEqual([
      [`${prefix}.gone`, 'ResourceNotFoundException'],
      [connections, '1'],
      ['**all**', '1'],
    ]);
    expect(logged).toEqual([{ event: 'table.undescribed', fields: { table: `${prefix}.gone` } }]);
  });

  it('describes itself to whoever edits a dashboard, without a request', async () => {
    const send = jest.spyOn(client, 'send');
    expect((await shows(threads)({ describe: true })).markdown).toMatch(/^### Sizes of tables/);
    expect(send).not.toHaveBeenCalled();
  });

  it.each([
    undefined,
    null,
    'text',
    [],
    {},
    { describe: 'yes' },
    { widgetContext: {} },
    { tables: ['another'] },
    { requestContext: { connectionId: 'c' }, body: '{}' },
  ])('refuses %j, which no dashboard sends, without a request', async (event) => {
    const send = jest.spyOn(client, 'send');
    await expect(shows(threads)(event)).rejects.toThrow();
    expect(send).not.toHaveBeenCalled();
  });

  it('shows no table that the event names: parameters of a dashboard are whatever its editor wrote', async () => {
    const event = { ...opened, tables: ['another'], TableName: 'another' };
    expect(rowsOf(await shows(connections)(event)).map(([name]) => name)).toEqual([connections, '**all**']);
  });
});
