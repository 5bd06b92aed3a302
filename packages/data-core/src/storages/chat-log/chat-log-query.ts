import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { StoreTable } from '../../shared/client/store.ts';
import { isExpired } from '../../shared/time/expiry.ts';
import { firstKeyOf, lastKeyOf, latestMs } from './chat-log-entry.ts';

export interface InteractionRange {
  readonly userId: string;
  readonly limit: number;
  /** In epoch milliseconds, inclusive. */
  readonly startAt: number | undefined;
  /** In epoch milliseconds, inclusive. */
  readonly endAt: number | undefined;
}

/** From `startAt` alone it reads forward; otherwise back from `endAt` or the newest. */
function readsForward({ startAt, endAt }: InteractionRange): boolean {
  return startAt !== undefined && endAt === undefined;
}

function interactionsInput(tableName: string, range: InteractionRange): QueryCommandInput {
  const { userId, startAt, endAt, limit } = range;
  const from = startAt === undefined ? '' : firstKeyOf(startAt);
  const to = lastKeyOf(endAt ?? latestMs);
  return {
    TableName: tableName,
    KeyConditionExpression: 'userId = :userId AND #time BETWEEN :from AND :to',
    ExpressionAttributeNames: { '#time': 'time' },
    ExpressionAttributeValues: { ':userId': userId, ':from': from || ' ', ':to': to },
    ScanIndexForward: readsForward(range),
    Limit: limit,
  };
}

/** Reads up to `limit` entries that have not expired, the oldest first. */
export async function readInteractions(
  { client, tableName }: StoreTable,
  range: InteractionRange,
  nowMs: number,
): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  let startKey: Record<string, unknown> | undefined;
  do {
    const query = new QueryCommand({ ...interactionsInput(tableName, range), ExclusiveStartKey: startKey });
    const { Items = [], LastEvaluatedKey } = await client.send(query);
    found.push(...Items.filter((item) => !isExpired(item, nowMs)));
    startKey = LastEvaluatedKey;
  } while (startKey && found.length < range.limit);
  const entries = found.slice(0, range.limit);
  return readsForward(range) ? entries : entries.reverse();
}
