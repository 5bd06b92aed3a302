import { itemSizeBytes } from '../../shared/encoding/item-size.ts';
import { maxPackedBytes, packJson } from '../../shared/encoding/packed-json.ts';
import { readSender, type Sender } from '../../shared/keys/sender-key.ts';
import type { TransactWriteItem } from '../../shared/transaction/transact-write.ts';
import { InvalidOptionError } from '../../shared/validation/invalid-option-error.ts';
import { StateTooLargeError } from './errors.ts';
import { fitsInline } from './state-body.ts';
import {
  type BodySlot,
  bodyKey,
  bodySlots,
  encodeAttributes,
  headKey,
  isLocked,
  type LockedState,
} from './state-item.ts';

type Put = NonNullable<TransactWriteItem['Put']>;
type Delete = NonNullable<TransactWriteItem['Delete']>;

/** What a save sends, in this order: a state with a body is not in use before `head` points to it. */
export interface StateWrites {
  /** Names the save in what it writes. */
  readonly saveId: string;
  readonly body?: Put;
  readonly head: Put;
  /** The bodies of a state that has become small enough to do without. */
  readonly leftovers: readonly Delete[];
}

/**
 * The writes that save and unlock `item`, each on the condition that the lock is still the caller's.
 *
 * @param saveId names this save, so that a retry of a request that had been applied is not refused
 * @throws {StateTooLargeError} if it fits into no item, even compressed
 */
export function stateWrites(tableName: string, item: LockedState<object>, saveId: string): StateWrites {
  if (!isLocked(item)) {
    throw new InvalidOptionError('item', item, 'what getOrCreateAndLock returned, with its fence');
  }
  const { fence, bodySlot } = item;
  const sender = readSender(item.senderId, item.pageId);
  const attributes = encodeAttributes(item);
  const head = { ...headKey(sender), fence, lockedUntil: 0, savedBy: saveId };
  const headCondition = stillLocked(fence, saveId);
  if (fitsInline(attributes, itemSizeBytes(head))) {
    return {
      saveId,
      head: { TableName: tableName, Item: { ...head, ...attributes }, ...headCondition },
      leftovers:
        bodySlot === undefined ? [] : bodySlots.map((slot) => removeBody(tableName, sender, fence, slot)),
    };
  }
  const slot: BodySlot = bodySlot === 0 ? 1 : 0;
  const body = packJson(attributes);
  if (body.data.byteLength > maxPackedBytes) {
    throw new StateTooLargeError(sender, body.data.byteLength, maxPackedBytes);
  }
  return {
    saveId,
    body: {
      TableName: tableName,
      Item: { ...bodyKey(sender, slot), fence, savedBy: saveId, ...body },
      ...unusedPlace(fence, saveId),
    },
    head: { TableName: tableName, Item: { ...head, bodySlot: slot, bodyFence: fence }, ...headCondition },
    leftovers: [],
  };
}

/** Takes back the body that `writes` put, after its head was refused: nothing points to it, and nothing else removes it. */
export function takeBackBody({ body, saveId }: StateWrites): readonly Delete[] {
  if (!body) return [];
  return [
    {
      TableName: body.TableName,
      Key: { senderId: body.Item?.senderId },
      ConditionExpression: 'savedBy = :saveId',
      ExpressionAttributeValues: { ':saveId': saveId },
    },
  ];
}

/** A lock is for one save: what was released is no longer the caller's, though nobody may have taken it since. */
function stillLocked(fence: number, saveId: string) {
  return {
    ConditionExpression: 'fence = :fence AND (lockedUntil > :released OR savedBy = :saveId)',
    ExpressionAttributeValues: { ':fence': fence, ':released': 0, ':saveId': saveId },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

/** The place of a body is free, or bears what an earlier holder left there. */
function unusedPlace(fence: number, saveId: string) {
  return {
    ConditionExpression: 'attribute_not_exists(fence) OR fence < :fence OR savedBy = :saveId',
    ExpressionAttributeValues: { ':fence': fence, ':saveId': saveId },
  };
}

function removeBody(tableName: string, sender: Sender, fence: number, slot: BodySlot): Delete {
  return {
    TableName: tableName,
    Key: bodyKey(sender, slot),
    ConditionExpression: 'attribute_not_exists(fence) OR fence <= :fence',
    ExpressionAttributeValues: { ':fence': fence },
  };
}
