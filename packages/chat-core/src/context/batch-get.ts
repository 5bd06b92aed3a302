import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { UnreadKeysError } from '../errors.ts';
import type { ChatContext } from './chat-context.ts';
import { pauseFor } from './pause.ts';

type Item = Readonly<Record<string, unknown>>;

/** Keys by table: as DynamoDB's `RequestItems`, each read consistently. */
export type Keys = Readonly<Record<string, readonly Item[]>>;

/** DynamoDB's limit of one request. */
export const keysPerRequest = 100;
const mostTries = 8;
const firstPauseMs = 25;

/**
 * Reads up to 100 items of one or more tables in one request. What DynamoDB leaves is asked for again, with back-off and
 * full jitter.
 *
 * @returns the items by table, in no order
 * @throws when DynamoDB leaves keys unread at every try
 */
export async function batchGet(
  context: ChatContext,
  keys: Keys,
): Promise<Readonly<Record<string, readonly Item[]>>> {
  const found: Record<string, Item[]> = {};
  let left: Keys = keys;
  for (let tries = 1; tries <= mostTries; tries += 1) {
    const { Responses = {}, UnprocessedKeys = {} } = await context.client.send(
      new BatchGetCommand({ RequestItems: requestItems(left) }),
    );
    for (const [table, items] of Object.entries(Responses)) {
      found[table] = [...(found[table] ?? []), ...items];
    }
    left = Object.fromEntries(Object.entries(UnprocessedKeys).map(([table, { Keys = [] }]) => [table, Keys]));
    if (Object.keys(left).length === 0) return found;
    await pauseFor(context, context.random() * firstPauseMs * 2 ** tries);
  }
  throw new UnreadKeysError(left);
}

const requestItems = (keys: Keys) =>
  Object.fromEntries(
    Object.entries(keys).map(([table, Keys]) => [table, { Keys: [...Keys], ConsistentRead: true }]),
  );
