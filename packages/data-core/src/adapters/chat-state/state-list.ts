import { GetCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { StoreTable } from '../../shared/client/store.ts';
import { conditionHeld, isConditionFailed } from '../../shared/errors/condition-failed.ts';
import { putItem, updateItem } from '../../shared/transaction/single-write.ts';
import { lifetime, living, packValue, type StateKey } from './state-items.ts';

export interface ListAppend {
  readonly table: StoreTable;
  readonly key: StateKey;
  readonly value: unknown;
  readonly nowMs: number;
  /** The list keeps only this many of its newest entries. */
  readonly maxLength: number | undefined;
  readonly ttlMs: number | undefined;
}

/** Appends to a list in one update. If the list becomes too long, a second update trims it. @returns its length */
export async function appendToList(append: ListAppend): Promise<number> {
  const { table, key, maxLength } = append;
  const { length, revision } = (await pushToLiving(append)) ?? (await startAnew(append));
  if (maxLength === undefined || length <= maxLength) return length;
  // Someone who appends meanwhile changes the revision, and trims instead.
  await conditionHeld(
    updateItem(table.client, trimInput(table.tableName, key, length - maxLength, revision)),
  );
  return maxLength;
}

/** Takes the oldest entry off a list, in one update. */
export async function shiftList({ client, tableName }: StoreTable, key: StateKey): Promise<unknown> {
  const shift: UpdateCommandInput = {
    TableName: tableName,
    Key: key,
    UpdateExpression: 'REMOVE #items[0] ADD revision :one',
    ConditionExpression: 'attribute_exists(#items[0])',
    ExpressionAttributeNames: { '#items': 'items' },
    ExpressionAttributeValues: { ':one': 1 },
    ReturnValues: 'ALL_OLD',
  };
  try {
    const { Attributes } = await updateItem(client, shift);
    return Array.isArray(Attributes?.items) ? Attributes.items[0] : undefined;
  } catch (error) {
    if (isConditionFailed(error)) return undefined;
    throw error;
  }
}

/** The entries of a list, the oldest first. */
export async function readList(
  { client, tableName }: StoreTable,
  key: StateKey,
  nowMs: number,
): Promise<unknown[]> {
  const { Item } = await client.send(
    new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true }),
  );
  const { items, maxLength } = living(Item, nowMs) ?? {};
  if (!Array.isArray(items)) return [];
  return typeof maxLength === 'number' ? items.slice(-maxLength) : items;
}

interface ListState {
  readonly length: number;
  readonly revision: number;
}

/** @returns undefined if the list's time is over */
async function pushToLiving({
  table,
  key,
  value,
  nowMs,
  maxLength,
  ttlMs,
}: ListAppend): Promise<ListState | undefined> {
  const settings = { ...lifetime(ttlMs, nowMs), ...(maxLength !== undefined && { maxLength }) };
  const assignments = Object.keys(settings).map((name) => `${name} = :${name}`);
  const push: UpdateCommandInput = {
    TableName: table.tableName,
    Key: key,
    UpdateExpression: `SET ${['#items = list_append(if_not_exists(#items, :none), :one)', ...assignments].join(', ')} ADD revision :count`,
    ConditionExpression: 'attribute_not_exists(untilMs) OR untilMs > :nowMs',
    ExpressionAttributeNames: { '#items': 'items' },
    ExpressionAttributeValues: {
      ':none': [],
      ':one': [packValue(value)],
      ':count': 1,
      ':nowMs': nowMs,
      ...Object.fromEntries(Object.entries(settings).map(([name, setting]) => [`:${name}`, setting])),
    },
    ReturnValues: 'ALL_NEW',
  };
  try {
    const { Attributes } = await updateItem(table.client, push);
    return { length: Number(Attributes?.items?.length), revision: Number(Attributes?.revision) };
  } catch (error) {
    if (isConditionFailed(error)) return undefined;
    throw error;
  }
}

/** Replaces a list whose time is over; another one may be faster, and then it lives again. */
async function startAnew(append: ListAppend): Promise<ListState> {
  const { table, key, value, nowMs, maxLength, ttlMs } = append;
  const put = {
    TableName: table.tableName,
    Item: {
      ...key,
      items: [packValue(value)],
      revision: 1,
      ...lifetime(ttlMs, nowMs),
      ...(maxLength !== undefined && { maxLength }),
    },
    ConditionExpression: 'untilMs <= :nowMs',
    ExpressionAttributeValues: { ':nowMs': nowMs },
  };
  if (await conditionHeld(putItem(table.client, put))) return { length: 1, revision: 1 };
  return (await pushToLiving(append)) ?? startAnew(append);
}

function trimInput(tableName: string, key: StateKey, count: number, revision: number): UpdateCommandInput {
  // From the last to the first: see moveWrites of the conversations.
  const elements = Array.from({ length: Math.min(count, 100) }, (_, index) => `#items[${index}]`).reverse();
  return {
    TableName: tableName,
    Key: key,
    UpdateExpression: `REMOVE ${elements.join(', ')} ADD revision :one`,
    ConditionExpression: 'revision = :revision',
    ExpressionAttributeNames: { '#items': 'items' },
    ExpressionAttributeValues: { ':one': 1, ':revision': revision },
  };
}
