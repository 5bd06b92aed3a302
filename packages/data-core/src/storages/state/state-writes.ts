import type { Json } from '../../shared/encoding/encode.ts';
import { itemSizeBytes } from '../../shared/encoding/item-size.ts';
import { type PackedJson, packJson } from '../../shared/encoding/packed-json.ts';
import { readSender, type Sender } from '../../shared/keys/sender-key.ts';
import type { TransactWriteItem } from '../../shared/transaction/transact-write.ts';
import { InvalidOptionError } from '../../shared/validation/invalid-option-error.ts';
import { requireWhole } from '../../shared/validation/options.ts';
import { StateTooLargeError } from './errors.ts';
import {
  type BodySlot,
  bodyKey,
  bodySlots,
  encodeOwn,
  headKey,
  inlineAttributes,
  isLocked,
  isRead,
  type LockedState,
  type ReadState,
  type StateItem,
} from './state-item.ts';
import { nextFence, unchanged } from './state-version.ts';

type Put = NonNullable<TransactWriteItem['Put']>;
type Delete = NonNullable<TransactWriteItem['Delete']>;

/** Up to this size an item holds the lock and the state together: locking rewrites the whole item, so larger ones pay for it. */
const maxInlineBytes = 2048;

/** A state is compressed only above this size, and refused if it is still larger then. */
const maxBodyBytes = 300 * 1024;

/** A state that compresses well is still read, parsed and compressed with every turn. */
const maxJsonBytes = 4 * 1024 * 1024;

/** What a save sends, in this order: a state with a body is not in use before `head` points to it. */
export interface StateWrites {
  /** Names the save in what it writes. */
  readonly saveId: string;
  readonly body?: Put;
  readonly head: Put;
  /** The bodies of a state that has become small enough to do without. */
  readonly leftovers: readonly Delete[];
}

export interface Save {
  readonly tableName: string;
  /** Names this save, so that a retry of a request that had been applied is not refused. */
  readonly saveId: string;
  readonly nowMs: number;
}

/**
 * The writes that save and unlock `item`, each on the condition that the lock is still the caller's or, without a lock, that the state is still
 * what was read.
 *
 * @throws {UnstorableValueError} for what cannot be stored; {@link StateTooLargeError} is one of these
 * @throws {InvalidOptionError}
 */
export function stateWrites(
  { tableName, saveId, nowMs }: Save,
  item: LockedState<object> | ReadState<object>,
): StateWrites {
  if (item.bodyKey !== undefined) {
    throw new InvalidOptionError(
      'item.bodyKey',
      item.bodyKey,
      'left out: read the state with readState first',
    );
  }
  const sender = readSender(item.senderId, item.pageId);
  const { fence, bodySlot, ...condition } = permission(item, saveId, nowMs);
  const encoded = encodeOwn(item);
  const head = {
    ...headKey(sender),
    fence,
    lockedUntil: 0,
    savedBy: saveId,
    ...lifetime(item),
    ...interaction(item),
  };
  const inline = inlineAttributes(encoded);
  if (itemSizeBytes(inline) + itemSizeBytes(head) <= maxInlineBytes) {
    return {
      saveId,
      head: { TableName: tableName, Item: { ...head, ...inline }, ...condition },
      leftovers: bodySlot === null ? [] : bodySlots.map((slot) => removeBody(tableName, sender, fence, slot)),
    };
  }
  const slot: BodySlot = bodySlot === 0 ? 1 : 0;
  const { expiresAt } = lifetime(item);
  return {
    saveId,
    body: {
      TableName: tableName,
      Item: {
        ...bodyKey(sender, slot),
        fence,
        savedBy: saveId,
        ...(expiresAt !== undefined && { expiresAt }),
        ...packBody(sender, encoded),
      },
      ...unusedPlace(fence, saveId),
    },
    head: { TableName: tableName, Item: { ...head, bodySlot: slot, bodyFence: fence }, ...condition },
    leftovers: [],
  };
}

/** Removes the body that `writes` put after its head was refused: nothing points to it, and nothing else removes it. */
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

/** Under which fence the item may be saved, and the condition that it still may. */
function permission(item: LockedState<object> | ReadState<object>, saveId: string, nowMs: number) {
  const answers = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const };
  if (isLocked(item)) {
    return {
      fence: item.fence,
      bodySlot: item.bodySlot ?? null,
      // A lock is for one save: what was released is no longer the caller's, though nobody may have taken it since.
      ConditionExpression: 'fence = :fence AND (lockedUntil > :released OR savedBy = :saveId)',
      ExpressionAttributeValues: { ':fence': item.fence, ':released': 0, ':saveId': saveId },
      ...answers,
    };
  }
  if (!isRead(item)) {
    throw new InvalidOptionError(
      'item',
      item,
      'what lockState or getOrCreateAndLock returned, with its fence, or what was read, with its stateVersion',
    );
  }
  const asRead = unchanged(item.stateVersion, nowMs);
  return {
    fence: nextFence(item.stateVersion, nowMs),
    bodySlot: item.stateVersion.bodySlot,
    ConditionExpression: `${asRead.condition} OR savedBy = :saveId`,
    ExpressionAttributeValues: { ...asRead.values, ':saveId': saveId },
    ...answers,
  };
}

function lifetime({ life, expiresAt }: StateItem<object>): { life?: string | number; expiresAt?: number } {
  if (life !== undefined && typeof life !== 'string' && !Number.isSafeInteger(life)) {
    throw new InvalidOptionError('life', life, 'a text or a whole number');
  }
  if (expiresAt !== undefined) requireWhole('expiresAt', expiresAt);
  return { ...(life !== undefined && { life }), ...(expiresAt !== undefined && { expiresAt }) };
}

/** When the sender last said something, where lists of states look for it: in the item, whether or not the state has a body. */
function interaction({ lastInteraction }: StateItem<object>): { interactedAt?: number } {
  const atMs = lastInteraction instanceof Date ? lastInteraction.getTime() : Number.NaN;
  return Number.isNaN(atMs) ? {} : { interactedAt: atMs };
}

function packBody(sender: Sender, encoded: { readonly [name: string]: Json }): PackedJson {
  const jsonBytes = Buffer.byteLength(JSON.stringify(encoded));
  if (jsonBytes > maxJsonBytes) throw new StateTooLargeError(sender, jsonBytes, maxJsonBytes);
  const packed = packJson(encoded, maxBodyBytes);
  if (packed.data.byteLength <= maxBodyBytes) return packed;
  throw new StateTooLargeError(sender, packed.data.byteLength, maxBodyBytes);
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
