/**
 * Prints the CPU time of this process per operation, with the primitives and with lib-dynamodb alone, turn by turn; fails where
 * ours takes more than `mostTimes` as much.
 */

import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { engineOptions } from '@switchboard/jest-preset/test-client';
import { KeyValueCounter } from '../src/primitives/counter/key-value-counter.ts';
import { KeyValueTable } from '../src/primitives/keys/key-value-table.ts';
import { keysTable } from '../src/primitives/keys/keys.table.ts';
import { createDocumentClient } from '../src/shared/client/document-client.ts';
import { createTestTable } from '../test/test-table.ts';
import { withEngine } from './engine.ts';

const operations = 400;
const turns = 15;
const mostTimes = 1.15;
const value = { name: 'Anna', tags: ['a', 'b'], nested: { at: 1, yes: true } };

async function cpuMicroseconds(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  for (let index = 0; index < operations; index += 1) await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / operations;
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((left, right) => left - right)[Math.floor(numbers.length / 2)] ?? 0;

await withEngine(async () => {
  // One that signs, as it does in production.
  const client = createDocumentClient(engineOptions());
  const TableName = await createTestTable(client, keysTable);
  const values = new KeyValueTable({ client, tableName: TableName, namespace: 'n' });
  const counter = new KeyValueCounter({ client, tableName: TableName, namespace: 'c' });
  const data = () => JSON.stringify(value);
  const pairs: [string, () => Promise<unknown>, () => Promise<unknown>][] = [
    [
      'set',
      () => values.set('k', value),
      () => client.send(new PutCommand({ TableName, Item: { key: 'raw', data: data() } })),
    ],
    [
      'get',
      () => values.get('k'),
      () =>
        client
          .send(new GetCommand({ TableName, Key: { key: 'raw' } }))
          .then(({ Item }) => JSON.parse(Item?.data)),
    ],
    [
      'incr',
      () => counter.incr('k'),
      () =>
        client.send(
          new UpdateCommand({
            TableName,
            Key: { key: 'count' },
            UpdateExpression: 'ADD #count :by',
            ExpressionAttributeNames: { '#count': 'count' },
            ExpressionAttributeValues: { ':by': 1 },
            ReturnValues: 'UPDATED_NEW',
          }),
        ),
    ],
  ];
  for (const [name, ours, raw] of pairs) {
    await ours();
    await raw();
    const measured = { ours: [] as number[], raw: [] as number[] };
    for (let turn = 0; turn < turns; turn += 1) {
      measured.ours.push(await cpuMicroseconds(ours));
      measured.raw.push(await cpuMicroseconds(raw));
    }
    const [own, bare] = [median(measured.ours), median(measured.raw)];
    if (own / bare > mostTimes) process.exitCode = 1;
    process.stdout.write(
      `${name.padEnd(6)} ${own.toFixed(0)} µs, lib-dynamodb alone ${bare.toFixed(0)} µs: ${(own / bare).toFixed(2)}x\n`,
    );
  }
});
