import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Errors that say nothing of the table that they are about. */
const namelessErrors = new Set([
  'ResourceNotFoundException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TimeoutError',
]);

/** Adds the names of the tables to the message of a missing table, of throttling and of a timeout. The error stays the SDK's own. */
export function nameTableInErrors(client: DynamoDBClient): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        if (error instanceof Error && namelessErrors.has(error.name)) {
          error.message += ` (table ${tablesOf(args.input).join(', ')})`;
        }
        throw error;
      }
    },
    { step: 'initialize', name: 'nameTableInErrors' },
  );
}

/** The tables that a command of whatever kind is for. */
function tablesOf(input: object): string[] {
  if ('TableName' in input) return [String(input.TableName)];
  if ('RequestItems' in input) return Object.keys(Object(input.RequestItems));
  if (!('TransactItems' in input) || !Array.isArray(input.TransactItems)) return [];
  const actions = input.TransactItems.flatMap((item: object) => Object.values(item));
  return [...new Set(actions.map((action: { TableName?: string }) => String(action.TableName)))];
}
