import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { ChatContext } from '../context/chat-context.ts';
import type { TransactItem } from '../context/commit.ts';
import { commitPatiently } from '../context/commit-patiently.ts';
import { retryConflicts } from '../context/retry-conflicts.ts';

export type Item = Readonly<Record<string, unknown>>;

type Condition = Pick<
  UpdateCommandInput,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

/**
 * Puts a user's item if its condition and that of another item hold, in one transaction.
 *
 * @returns the item; `undefined` if a condition failed
 * @throws {ItemsBusyError} when other transactions were at the items at every try: nothing was stored
 */
export async function makeConnection(
  context: ChatContext,
  item: Item,
  condition: Condition,
  check: TransactItem,
): Promise<Item | undefined> {
  const put = { Put: { TableName: context.tables.connections, Item: item, ...condition } };
  return (await commitPatiently(context, [put, check])) ? item : undefined;
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
