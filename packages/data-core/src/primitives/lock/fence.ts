import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { requireTableName } from '../../shared/table/table-name.ts';
import {
  type TransactWriteItem,
  type TransactWriteOptions,
  transactWrite,
} from '../../shared/transaction/transact-write.ts';
import { requireList, requireNumber, requireRecord, requireText } from '../../shared/validation/options.ts';
import { LockLostError } from './errors.ts';

/**
 * What a lock's holder shows with each write: the lock's item and the number it had when it was taken. The number only
 * rises, so a holder whose lease ran out shows one that is no longer there.
 */
export interface Fence {
  readonly tableName: string;
  readonly key: string;
  readonly number: number;
}

/** An option of every write: it is made only while nobody has taken, or released, the lock since. */
export interface Fenced {
  /** Makes it a transaction, which costs double and one check of the lock's item (2 write units). @default none */
  readonly fence?: Fence;
}

/**
 * The member of a transaction that cancels it unless the lock is still the one that was taken.
 *
 * @throws {InvalidOptionError} naming the part of the fence
 */
export function fenceCheck(fence: Fence): TransactWriteItem {
  requireRecord('fence', fence);
  const { tableName, key, number } = fence;
  requireTableName('fence.tableName', tableName);
  requireText('fence.key', key);
  requireNumber('fence.number', number);
  return {
    ConditionCheck: {
      TableName: tableName,
      Key: { key },
      ConditionExpression: 'fence = :fence AND attribute_exists(lockedBy)',
      ExpressionAttributeValues: { ':fence': number },
    },
  };
}

/**
 * Makes up to 99 writes under a lock, all or none.
 *
 * @returns whether the writes' own conditions held
 * @throws {InvalidOptionError} naming the argument; nothing was sent
 * @throws {LockLostError} if the lock was taken by someone else or released: nothing was written
 */
export async function fencedWrite(
  client: DynamoDBDocumentClient,
  fence: Fence,
  writes: readonly TransactWriteItem[],
  options?: TransactWriteOptions,
): Promise<boolean> {
  const check = fenceCheck(fence);
  requireList('writes', writes);
  const failed = await transactWrite(client, [check, ...writes], options);
  if (failed.includes(0)) throw new LockLostError(fence.key, fence.number);
  return failed.length === 0;
}
