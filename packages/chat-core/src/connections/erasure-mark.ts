import { createHash } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { epochSeconds } from '@switchboard/data-core';
import type { ChatContext } from '../context/chat-context.ts';
import type { TransactItem } from '../context/commit.ts';
import { retryConflicts } from '../context/retry-conflicts.ts';

/** The SHA-256 of an id, as hexadecimal digits: it names a user, or a thread of theirs, without saying who it is. */
export const digestOf = (id: string): string => createHash('sha256').update(id).digest('hex');

const markKey = (userId: string) => ({ partitionKey: `erased.${digestOf(userId)}`, sortKey: 'mark' });

/** Lambda ends every function after 15 minutes, and a connection opens in less. */
const longestRunMs = 15 * 60_000;

/**
 * Notes that a user is being erased, under a hash of the id. Erasing deletes the user's item in `connections`, and with
 * it the mark that every session was revoked; this mark outlives every function that was under way. One write.
 */
export async function markErased(context: ChatContext, userId: string): Promise<void> {
  const { client, tables, now } = context;
  const erasedAt = now();
  const Item = { ...markKey(userId), erasedAt, expiresAt: epochSeconds(erasedAt + longestRunMs) };
  await retryConflicts(context, () =>
    client.send(new PutCommand({ TableName: tables.partitionedKeys, Item })),
  );
}

interface MarkTables {
  readonly tables: Pick<ChatContext['tables'], 'partitionedKeys'>;
}

/** The clocks of two machines differ by less, milliseconds. */
export const clocksDifferMs = 2_000;

/**
 * Fails if the user was erased in the meantime, so that nothing is created for an erased user.
 *
 * @param lookedAt when it was known last that the user may begin something, epoch milliseconds
 */
export const notErasedMeanwhile = (context: MarkTables, userId: string, lookedAt: number): TransactItem =>
  notErasedSince(context, userId, lookedAt - clocksDifferMs);

/** Holds unless the user was erased at that time or later. @param checkedAt epoch milliseconds */
export const notErasedSince = ({ tables }: MarkTables, userId: string, checkedAt: number): TransactItem => ({
  ConditionCheck: {
    TableName: tables.partitionedKeys,
    Key: markKey(userId),
    ConditionExpression: 'attribute_not_exists(erasedAt) OR erasedAt < :checkedAt',
    ExpressionAttributeValues: { ':checkedAt': checkedAt },
  },
});
