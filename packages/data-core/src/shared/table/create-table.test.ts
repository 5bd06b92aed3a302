import { randomBytes } from 'node:crypto';
import { createTestClient } from '../../../test/test-table.ts';
import { keysTable } from '../../primitives/keys/keys.table.ts';
import { partitionedKeysTable } from '../../primitives/partitioned/partitioned-keys.table.ts';
import { botTokensTable } from '../../storages/token/bot-tokens.table.ts';
import { createTable, TableMismatchError } from './create-table.ts';

const client = createTestClient();
const newName = () => `test.${randomBytes(6).toString('hex')}.table`;

it.each([keysTable, partitionedKeysTable, botTokensTable])(
  'fault: a second run died: making the table $name again is no failure',
  async (definition) => {
    const tableName = newName();
    for (let run = 1; run <= 3; run += 1) await createTable(client, definition, tableName);
  },
);

/** A client to which a new table is said to be under way, by the first so many answers after the one that makes it. */
function clientThatWaits(looksBefore: number) {
  const waiting = createTestClient();
  const sent: string[] = [];
  const lookedAt: number[] = [];
  waiting.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        sent.push(commandName);
        const result = await next(args);
        const isLook = commandName === 'DescribeTableCommand';
        if (isLook) lookedAt.push(performance.now());
        if (isLook && lookedAt.length > looksBefore) return result;
        const answer = isLook ? 'Table' : 'TableDescription';
        return { ...result, output: { ...result.output, [answer]: { TableStatus: 'CREATING' } } };
      },
    { step: 'initialize' },
  );
  return { waiting, sent, lookedAt };
}

it('cost: a new table takes two requests', async () => {
  const { waiting, sent } = clientThatWaits(0);
  await createTable(waiting, keysTable, newName());
  expect(sent).toEqual(['CreateTableCommand', 'DescribeTableCommand']);
});

it('a table that takes a moment is looked for again after seconds, not after twenty', async () => {
  const { waiting, lookedAt } = clientThatWaits(1);
  await createTable(waiting, keysTable, newName());
  const [first = 0, second = Number.POSITIVE_INFINITY] = lookedAt;
  expect(second - first).toBeLessThan(15_000);
});

it('a table is made once by several who make it at once', async () => {
  const tableName = newName();
  await Promise.all(Array.from({ length: 5 }, () => createTable(client, keysTable, tableName)));
});

it('a table of the same name with other keys is no success', async () => {
  const tableName = newName();
  await createTable(client, partitionedKeysTable, tableName);
  const made = createTable(client, botTokensTable, tableName);
  await expect(made).rejects.toThrow(TableMismatchError);
  await expect(made).rejects.toThrow(
    `Table "${tableName}" has the keys partitionKey:S,sortKey:S, but senderId:S; token(token:S) are declared.`,
  );
});
