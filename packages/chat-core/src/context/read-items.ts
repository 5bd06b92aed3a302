import { BatchIncompleteError, batchGet, type Item, type Key } from '@switchboard/data-core';
import type { ChatContext } from './chat-context.ts';
import { pauseFor } from './pause.ts';

/**
 * Reads any number of items of one table as they are now, a hundred in a request. Those that are not there are left
 * out.
 *
 * @throws {BatchIncompleteError} when DynamoDB leaves keys unread at every try
 */
export async function readItems(
  context: ChatContext,
  tableName: string,
  keys: readonly Key[],
): Promise<readonly Item[]> {
  const { items, unprocessed } = await batchGet(context.client, tableName, keys, {
    consistentRead: true,
    random: context.random,
    sleep: (milliseconds) => pauseFor(context, milliseconds),
  });
  if (unprocessed.length > 0) throw new BatchIncompleteError(tableName, unprocessed);
  return items.filter((item) => item !== undefined);
}
