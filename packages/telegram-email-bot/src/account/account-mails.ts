import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { BatchIncompleteError, batchGet } from '@switchboard/data-core';
import type { StoreContext } from '../context/store-context.ts';
import { type MailState, parseMailState } from '../notices/mail-state.ts';
import { mailPartitions } from './account-places.ts';

type Item = Readonly<Record<string, unknown>>;

/** The mails of a chat, as many at once as one page of its items names. */
export async function* mailsOf(context: StoreContext, chatId: number): AsyncGenerator<readonly MailState[]> {
  for (const partition of mailPartitions(chatId))
    for await (const items of pagesOf(context, partition))
      yield await readStates(context, [...new Set(items.flatMap(stateIdsIn))]);
}

/** The items of a partition of `partitioned_keys`, 100 at once. */
export async function* pagesOf(
  { client, tables }: StoreContext,
  partition: string,
): AsyncGenerator<readonly Item[]> {
  let from: Item | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: tables.partitionedKeys,
        KeyConditionExpression: 'partitionKey = :partition',
        ExpressionAttributeValues: { ':partition': partition },
        ConsistentRead: true,
        Limit: 100,
        ...(from && { ExclusiveStartKey: from }),
      }),
    );
    yield Items;
    from = LastEvaluatedKey;
  } while (from);
}

/** The ids of `email-processing-state` that an item names. */
export const stateIdsIn = ({ stateId, stateIds, noticeId }: Item): readonly string[] =>
  [stateId, noticeId, ...(Array.isArray(stateIds) ? stateIds : [])].filter((id) => typeof id === 'string');

async function readStates(
  { client, tables }: StoreContext,
  ids: readonly string[],
): Promise<readonly MailState[]> {
  const keys = ids.map((id) => ({ message_id: id }));
  const { items, unprocessed } = await batchGet(client, tables.emailProcessingState, keys, {
    consistentRead: true,
  });
  if (unprocessed.length > 0) throw new BatchIncompleteError(tables.emailProcessingState, unprocessed);
  return items.flatMap((item) => parseMailState(item) ?? []);
}
