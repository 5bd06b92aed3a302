import { type DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { expiryConditions } from '../../shared/time/expiry.ts';
import type { PartitionedItem } from './set-items.ts';

/** The items of a partition that have not expired, a page of at most 1 MB at a time, each read when it is asked for. */
export async function* partitionPages(
  client: DynamoDBDocumentClient,
  tableName: string,
  partition: string,
  { nowMs, keysOnly = false }: { nowMs: number; keysOnly?: boolean },
): AsyncGenerator<PartitionedItem[]> {
  const alive = expiryConditions(nowMs);
  const query = {
    TableName: tableName,
    KeyConditionExpression: 'partitionKey = :partition',
    ...(keysOnly
      ? { ProjectionExpression: 'partitionKey, sortKey' }
      : { FilterExpression: alive.notExpired, ExpressionAttributeNames: alive.names }),
    ExpressionAttributeValues: { ':partition': partition, ...(keysOnly ? {} : alive.values) },
  };
  for await (const { Items = [] } of paginateQuery({ client }, query)) {
    if (Items.length > 0) yield Items as PartitionedItem[];
  }
}
