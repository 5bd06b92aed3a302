import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { backoffMs, DataCoreError } from '@switchboard/data-core';
import type { ChatContext } from '../context/chat-context.ts';
import { commit, type TransactItem } from '../context/commit.ts';
import { pauseFor } from '../context/pause.ts';
import { retryConflicts } from '../context/retry-conflicts.ts';

const mostTries = 8;
const backoff = { baseMs: 25, capMs: 1_000 };

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
  const writes = [{ Put: { TableName: context.tables.connections, Item: item, ...condition } }, check];
  const named = writes.map((write, name) => ({ name, item: write }));
  for (let tries = 1; tries <= mostTries; tries += 1) {
    const { type } = await commit(context, named);
    if (type !== 'busy') return type === 'committed' ? item : undefined;
    await pauseFor(context, backoffMs(tries, backoff, context.random));
  }
  throw new TransactionsInTheWayError();
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
