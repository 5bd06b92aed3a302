import { createHash } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { epochSeconds } from '@switchboard/data-core';
import type { ChatContext } from '../context/chat-context.ts';
import type { TransactItem } from '../context/commit.ts';
import { retryConflicts } from '../context/retry-conflicts.ts';
import { longestOpeningMs } from './connection-item.ts';

/** The SHA-256 of an id, as hexadecimal digits: it names a user, or a thread of theirs, without saying who it is. */
export const digestOf = (id: string): string => createHash('sha256').update(id).digest('hex');

const markKey = (userId: string) => ({ partitionKey: `erased.${digestOf(userId)}`, sortKey: 'mark' });

/**
 * Notes that a user is being erased, under a hash of the id. Erasing deletes the user's item in `connections`, and with
 * it the mark that every session was revoked; this mark stays for as long as a connection can be opening whose token
 * was checked before. One write.
 */
export async function markErased(context: ChatContext, userId: string): Promise<void> {
  const { client, tables, now } = context;
  const erasedAt = now();
  const Item = { ...markKey(userId), erasedAt, expiresAt: epochSeconds(erasedAt + longestOpeningMs) };
  await retryConflicts(context, () =>
    client.send(new PutCommand({ TableName: tables.partitionedKeys, Item })),
  );
}

/** The clocks of two machines differ by less, milliseconds. */
const clocksDifferMs = 2_000;

/**
 * Holds unless the user was erased since, so that nothing is begun for somebody who is gone.
 *
 * @param lookedAt when it was known last that the user may begin something, epoch milliseconds
 */
export const notErasedMeanwhile = (
  context: Pick<ChatContext, 'tables'>,
  userId: string,
  lookedAt: number,
): TransactItem => notErasedSince(context, userId, lookedAt - clocksDifferMs);

/** Holds unless the user was erased at that time or later. @param checkedAt epoch milliseconds */
export const notErasedSince = (
  { tables }: Pick<ChatContext, 'tables'>,
  userId: string,
  checkedAt: number,
): TransactItem => ({
  ConditionCheck: {
    TableName: tables.partitionedKeys,
    Key: markKey(userId),
    ConditionExpression: 'attribute_not_exists(erasedAt) OR erasedAt < :checkedAt',
    ExpressionAttributeValues: { ':checkedAt': checkedAt },
  },
});
