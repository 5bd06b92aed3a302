import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { epochSeconds, isExpired } from '@switchboard/data-core';
import type { ChatContext } from '../context/chat-context.ts';
import { readItems } from '../context/read-items.ts';
import { retryConflicts } from '../context/retry-conflicts.ts';

export type DutyStatus = 'available' | 'away';

/** The partition of `partitioned_keys` that lists the operators who have been here lately. */
const dutyPartition = 'duty';

/** A connection lives two hours at most, and the next one writes again. */
const dutySeconds = 3 * 60 * 60;

/** Notes that an operator takes threads, or does not. One write. */
export async function setDuty(context: ChatContext, userId: string, status: DutyStatus): Promise<void> {
  const { client, tables, now } = context;
  const expiresAt = epochSeconds(now()) + dutySeconds;
  const Item = { partitionKey: dutyPartition, sortKey: userId, status, expiresAt };
  await retryConflicts(context, () =>
    client.send(new PutCommand({ TableName: tables.partitionedKeys, Item })),
  );
}

/** Whether someone has connected as an operator within the last three hours. One request. */
export async function isKnownOperator(context: ChatContext, userId: string): Promise<boolean> {
  const key = { partitionKey: dutyPartition, sortKey: userId };
  const [item] = await readItems(context, context.tables.partitionedKeys, [key]);
  return item !== undefined && !isExpired(item, context.now());
}

/** The operators who take threads. One request for some thousands of them. */
export async function operatorsOnDuty({ client, tables, now }: ChatContext): Promise<readonly string[]> {
  const found: string[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: tables.partitionedKeys,
        KeyConditionExpression: 'partitionKey = :duty',
        ExpressionAttributeValues: { ':duty': dutyPartition },
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    const items = (page.Items ?? []).filter((item) => item.status === 'available' && !isExpired(item, now()));
    found.push(...items.map(({ sortKey }) => String(sortKey)));
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return found;
}

/** Forgets an operator. @returns how many items were deleted */
export async function removeDuty({ client, tables }: ChatContext, userId: string): Promise<number> {
  const Key = { partitionKey: dutyPartition, sortKey: userId };
  const { Attributes } = await client.send(
    new DeleteCommand({ TableName: tables.partitionedKeys, Key, ReturnValues: 'ALL_OLD' }),
  );
  return Attributes === undefined ? 0 : 1;
}
