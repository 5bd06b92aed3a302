import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { epochSeconds } from '@switchboard/data-core';
import type { Update } from 'grammy/types';
import { updateIf } from '../context/conditions.ts';
import type { StoreContext } from '../context/store-context.ts';

/** An update as it waits in the queue of those that were set aside. */
export interface WaitingUpdate extends Update {
  /** How often it had been put off when this message of it was sent. @default 0: it comes from Telegram */
  readonly put_off?: number;
}

/** As long as a claim of an update: its message can come from the queue for 14 days, and from the dead-letter queue for 14 more. */
const lifeSeconds = 30 * 86_400;

/** It names an update and no chat, so an erasure does not need to find it. */
const keyOf = (updateId: number) => ({ partitionKey: `telegram-update.${updateId}`, sortKey: 'put-off' });

/**
 * Whether a later message already brings the update back, so that this one need not send another. A message may come twice, for example if its
 * function died after it had sent the next one. If each copy sent another message, an update that waits for a day would come back in more and
 * more of them. One request.
 */
export async function isPutOffAgain(
  { client, tables }: StoreContext,
  { update_id, put_off = 0 }: WaitingUpdate,
): Promise<boolean> {
  const get = new GetCommand({
    TableName: tables.partitionedKeys,
    Key: keyOf(update_id),
    ConsistentRead: true,
  });
  return Number((await client.send(get)).Item?.times ?? 0) > put_off;
}

/** Records that a message that brings the update back was sent. One request. */
export async function recordPutOff(
  { client, tables, now }: StoreContext,
  { update_id, put_off = 0 }: WaitingUpdate,
): Promise<void> {
  await updateIf(client, {
    TableName: tables.partitionedKeys,
    Key: keyOf(update_id),
    UpdateExpression: 'SET #times = :times, expiresAt = :expiresAt',
    ConditionExpression: 'attribute_not_exists(#times) OR #times < :times',
    ExpressionAttributeNames: { '#times': 'times' },
    ExpressionAttributeValues: { ':times': put_off, ':expiresAt': epochSeconds(now()) + lifeSeconds },
  });
}
