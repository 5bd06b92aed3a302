import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { DataCoreError } from '@switchboard/data-core';
import type { ChatContext } from '../context/chat-context.ts';
import type { TransactItem } from '../context/commit.ts';
import { commitPatiently, mostTries } from '../context/commit-patiently.ts';
import { retryConflicts } from '../context/retry-conflicts.ts';

export type Item = Readonly<Record<string, unknown>>;

type Condition = Pick<
  UpdateCommandInput,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

/** Other transactions were at a user's item at each of several tries. Nothing was stored: the user may try again. */
class TransactionsInTheWayError extends DataCoreError {
  readonly code = 'connection.busy';

  constructor() {
    super(`Other transactions were at the user's item at each of ${mostTries} tries.`);
  }
}

/**
 * Puts a user's item if its condition and that of another item hold, in one transaction.
 *
 * @returns the item; `undefined` if a condition failed
 * @throws {TransactionsInTheWayError} when other transactions were at the items at every try: nothing was stored
 */
export async function makeConnection(
  context: ChatContext,
  item: Item,
  condition: Condition,
  check: TransactItem,
): Promise<Item | undefined> {
  const put = { Put: { TableName: context.tables.connections, Item: item, ...condition } };
  const outcome = await commitPatiently(context, [put, check]);
  if (outcome === 'busy') throw new TransactionsInTheWayError();
  return outcome === 'committed' ? item : undefined;
}

/** Updates a user's item. @returns the item as it is then; `undefined` if the condition failed */
export async function updateConnection(
  context: ChatContext,
  userId: string,
  change: Condition & Pick<UpdateCommandInput, 'UpdateExpression'>,
): Promise<Item | undefined> {
  const { client, tables } = context;
  const command = new UpdateCommand({
    TableName: tables.connections,
    Key: { userId },
    ReturnValues: 'ALL_NEW',
    ...change,
  });
  return unlessRefused(async () => {
    const { Attributes } = await retryConflicts(context, () => client.send(command));
    return Attributes;
  });
}

async function unlessRefused<Result>(write: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
