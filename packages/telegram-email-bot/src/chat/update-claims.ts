import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { epochSeconds, isExpired } from '@switchboard/data-core';
import * as v from 'valibot';
import { updateIf } from '../context/conditions.ts';
import type { StoreContext } from '../context/store-context.ts';

/** A conversation in one of its lives: after an erasure the numbers of a chat begin again. */
export interface ClaimedConversation {
  readonly number: number;
  /** When the conversation began, epoch milliseconds. */
  readonly startedAt: number;
}

/** The claim of an update that asked for a conversation when there was none with that number. */
export const noConversation: ClaimedConversation = { number: 0, startedAt: 0 };

/** What the claims of updates are kept in. */
export type ClaimContext = Pick<StoreContext, 'client' | 'now'> & {
  readonly tables: Pick<StoreContext['tables'], 'partitionedKeys'>;
};

/**
 * How long a claim is kept, seconds: an update that was set aside can be tried again for 14 days from its queue, and for 14 more from the
 * dead-letter queue.
 */
const lifeSeconds = 30 * 86_400;

/** A claim names an update and no chat, so an erasure does not need to find it. */
const keyOf = (updateId: number) => ({
  partitionKey: `telegram-update.${updateId}`,
  sortKey: 'conversation',
});

const stored = v.object({ number: v.number(), startedAt: v.number() });

/**
 * Records which conversation an update belongs to, unless an earlier try has. One request.
 *
 * @returns what the first try has recorded
 */
export async function claimConversation(
  { client, tables, now }: ClaimContext,
  updateId: number,
  { number, startedAt }: ClaimedConversation,
): Promise<ClaimedConversation> {
  const nowSeconds = epochSeconds(now());
  const claim = await updateIf(client, {
    TableName: tables.partitionedKeys,
    Key: keyOf(updateId),
    UpdateExpression: 'SET #number = :number, startedAt = :startedAt, expiresAt = :expiresAt',
    ConditionExpression: 'attribute_not_exists(partitionKey) OR expiresAt <= :now',
    ExpressionAttributeNames: { '#number': 'number' },
    ExpressionAttributeValues: {
      ':number': number,
      ':startedAt': startedAt,
      ':expiresAt': nowSeconds + lifeSeconds,
      ':now': nowSeconds,
    },
  });
  return v.parse(stored, claim.item);
}

/** @returns undefined where no try has recorded a conversation. One request */
export async function readClaim(
  { client, tables, now }: ClaimContext,
  updateId: number,
): Promise<ClaimedConversation | undefined> {
  const get = new GetCommand({
    TableName: tables.partitionedKeys,
    Key: keyOf(updateId),
    ConsistentRead: true,
  });
  const { Item } = await client.send(get);
  return Item === undefined || isExpired(Item, now()) ? undefined : v.parse(stored, Item);
}
