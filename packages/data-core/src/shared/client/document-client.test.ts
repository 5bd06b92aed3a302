import { BatchGetCommand, GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { createTestClient } from '../../../test/test-table.ts';
import { documentClientOf } from './document-client.ts';

const client = createTestClient();
const Key = { key: 'k' };
const TableName = 'no.such.table';

it.each([
  ['one item', new GetCommand({ TableName, Key })],
  ['a batch', new BatchGetCommand({ RequestItems: { [TableName]: { Keys: [Key] } } })],
  ['a transaction', new TransactWriteCommand({ TransactItems: [{ Delete: { TableName, Key } }] })],
])("the SDK's error says which table of %s is missing", async (_what, command) => {
  const error = await client.send(command as GetCommand).catch((reason: unknown) => reason);
  expect(error).toMatchObject({
    name: 'ResourceNotFoundException',
    message: expect.stringContaining('(table no.such.table)'),
  });
});

it.each([
  ['copies nothing for a log if there is no logger', undefined, false],
  ['gives requests and answers to the logger of its configuration', console, true],
])('a client %s', (_what, logger, isCopied) => {
  const { middlewareStack } = documentClientOf('client', {
    region: 'eu-central-1',
    ...(logger && { logger }),
  });
  const names = middlewareStack.identify().map((entry) => entry.split(' ')[0]);
  expect(names.includes('loggerMiddleware')).toBe(isCopied);
});
