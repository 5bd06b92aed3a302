import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { epochSeconds, isExpired } from '@switchboard/data-core';
import type { ChatContext } from '../context/chat-context.ts';
import { readItems } from '../context/read-items.ts';
import { retryConflicts } from '../context/retry-conflicts.ts';

export type DutyStatus = 'available' | 'away';

/** The partition of `partitioned_keys` that lists the operators who have been here lately. */
const dutyPartition = 'duty';

const hourSeconds = 60 * 60;

/** A connection lives two hours at most, and the next one writes again. */
const knownSeconds = 3 * hourSeconds;

/** The lease of a thread that an operator was given just before has run out by then. */
const dutySeconds = knownSeconds + hourSeconds;

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
  return item !== undefined && Number(item.expiresAt) - hourSeconds > epochSeconds(context.now());
}

/** The operators who take threads. One request for some thousands of them. */
export async function operatorsOnDuty(context: ChatContext): Promise<readonly string[]> {
  const items = await readRoster(context);
  return items.filter(({ status }) => status === 'available').map(({ sortKey }) => String(sortKey));
}

/** Every operator who can hold a thread: they have connected within the last four hours. */
export async function operatorsLately(context: ChatContext): Promise<readonly string[]> {
  const items = await readRoster(context);
  return items.map(({ sortKey }) => String(sortKey));
}

async function readRoster({ client, tables, now }: ChatContext): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
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
    found.push(...(page.Items ?? []).filter((item) => !isExpired(item, now())));
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
