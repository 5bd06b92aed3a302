import { isExpired } from '@switchboard/data-core';
import { isPushed } from '../channels/channel.ts';
import type { ChatTableNames } from '../context/chat-context.ts';
import type { TransactItem } from '../context/commit.ts';
import { partitionOf } from './shards.ts';
import type { ThreadHead, Waiting } from './thread-head.ts';
import { askedOfOperators } from './waiting.ts';

/**
 * A read position is an attribute of its own, because a path inside a map cannot be set before the map exists. Frames
 * that say what was read set `read:`, and messages that say it `seen:`: the first are written without looking at the
 * head's version, so they must not share an attribute with the second.
 */
const readPrefix = 'read:';
const seenPrefix = 'seen:';

/** The attribute that says up to which message a user has read, as the user's frames say it. */
export const readAttribute = (userId: string): string => `${readPrefix}${userId}`;

type HeadItem = Record<string, unknown>;

/** Attributes of the item that are no fields of the head, or are spread over several. */
interface Flattened {
  /** The partition of the index `awaiting`. */
  readonly queue?: string;
  readonly awaitingReplySince?: number;
  readonly attempts?: number;
  readonly retryAt?: number;
  /** The partition of the index `undelivered`. */
  readonly outbound?: string;
  /** The partition of the index `lists`. */
  readonly list?: string;
  readonly listedAt?: number;
  /** The number of the message and the ids of its parts, with blanks between them: a map is larger. */
  readonly parts?: string;
}

const flattenedNames: ReadonlySet<string> = new Set<keyof Flattened>([
  'queue',
  'awaitingReplySince',
  'attempts',
  'retryAt',
  'outbound',
  'list',
  'listedAt',
  'parts',
]);

/** Whose thread it is: the partition of the index `lists` that names it. */
export function listOf(head: ThreadHead): string {
  const { threadId, owner, closedAt, waiting } = head;
  if (closedAt !== undefined) return partitionOf('closed', threadId);
  if (owner.type === 'operator') return operatorList(owner.userId);
  // If the bot has failed, operators find the thread among those that wait for people.
  const isAsked = waiting?.kind !== 'failed' && askedOfOperators(head) !== undefined;
  return partitionOf(isAsked ? 'asked' : owner.type, threadId);
}

/** The list of an operator's own threads. */
export const operatorList = (userId: string): string => `operator:${userId}`;

/**
 * The head as the table has it. @param listedAt when the thread came into the list that it is in, epoch milliseconds
 */
function itemOf(head: ThreadHead, listedAt: number): HeadItem {
  const { waiting, underWay, readPositions, ...fields } = head;
  const seen = Object.entries(readPositions).map(([userId, seq]) => [`${seenPrefix}${userId}`, seq] as const);
  const flattened: Flattened = {
    ...(waiting === undefined ? {} : flattenWaiting(head.threadId, waiting)),
    ...(underWay === undefined ? {} : { parts: [underWay.seq, ...underWay.shownAs].join(' ') }),
    ...(head.undeliveredSince === undefined ? {} : { outbound: partitionOf(head.channel, head.threadId) }),
    list: listOf(head),
    listedAt,
  };
  return { ...fields, ...flattened, ...Object.fromEntries(seen) };
}

const flattenWaiting = (threadId: string, { kind, since, attempts, retryAt }: Waiting): Flattened => ({
  queue: partitionOf(kind, threadId),
  awaitingReplySince: since,
  ...(attempts === 0 ? {} : { attempts }),
  ...(retryAt === undefined ? {} : { retryAt }),
});

/** @returns the head in an item of the table, or `null` if there is none or it has expired */
export function parseHead(item: Readonly<HeadItem> | undefined, now: number): ThreadHead | null {
  if (item === undefined || isExpired(item, now)) return null;
  const positions = new Map<string, number>();
  const fields: HeadItem = {};
  for (const [name, value] of Object.entries(item)) {
    const userId = readerOf(name);
    if (userId !== undefined) positions.set(userId, Math.max(positions.get(userId) ?? 0, Number(value)));
    else if (!flattenedNames.has(name)) fields[name] = value;
  }
  const waiting = parseWaiting(item as Flattened);
  const { parts } = item as Flattened;
  return {
    ...fields,
    ...(parts === undefined ? {} : { underWay: parseParts(parts) }),
    ...(waiting === undefined ? {} : { waiting }),
    readPositions: Object.fromEntries(positions),
  } as unknown as ThreadHead;
}

const readerOf = (attribute: string): string | undefined =>
  attribute.startsWith(readPrefix) || attribute.startsWith(seenPrefix)
    ? attribute.slice(readPrefix.length)
    : undefined;

function parseParts(parts: string): ThreadHead['underWay'] {
  const [seq, ...shownAs] = parts.split(' ');
  return { seq: Number(seq), shownAs };
}

function parseWaiting({ queue, awaitingReplySince, attempts = 0, retryAt }: Flattened): Waiting | undefined {
  if (queue === undefined || awaitingReplySince === undefined) return undefined;
  const kind = queue.slice(0, queue.lastIndexOf('#')) as Waiting['kind'];
  return { kind, since: awaitingReplySince, attempts, ...(retryAt === undefined ? {} : { retryAt }) };
}

type Write<Kind extends 'Put' | 'Update'> = NonNullable<TransactItem[Kind]>;

/** Puts the head of a new thread, unless someone else has opened the thread in the meantime. */
export function putHead(tableName: string, head: ThreadHead, nowSeconds: number): Write<'Put'> {
  return {
    TableName: tableName,
    Item: itemOf(head, head.createdAt),
    // An expired head counts as none, though DynamoDB has not deleted it yet.
    ConditionExpression: 'attribute_not_exists(threadId) OR expiresAt <= :now',
    ExpressionAttributeValues: { ':now': nowSeconds },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}

/** Holds while the thread is in the life in which it was read: nobody would find again what is written beside an erased thread. */
export const livesOn = (
  { threads }: Pick<ChatTableNames, 'threads'>,
  threadId: string,
  { createdAt }: Pick<ThreadHead, 'createdAt'>,
): TransactItem => ({
  ConditionCheck: {
    TableName: threads,
    Key: { threadId },
    ConditionExpression: 'createdAt = :life',
    ExpressionAttributeValues: { ':life': createdAt },
  },
});

/**
 * Brings the head from what was read to what is to be, unless anything else was written to it since. Attributes that
 * stay the same are left out: what an index is sorted by costs a write on the index whenever it is written.
 *
 * @param now epoch milliseconds
 */
export function updateHead(
  tableName: string,
  read: ThreadHead,
  next: ThreadHead,
  now: number,
): Write<'Update'> {
  const before = itemOf(read, 0);
  const after = itemOf({ ...next, version: read.version + 1 }, 0);
  if (before.list !== after.list) after.listedAt = now;
  const changed = Object.keys(after).filter((name) => !isSame(before[name], after[name]));
  const gone = Object.keys(before).filter((name) => !(name in after));
  const names = Object.fromEntries([...changed, ...gone].map((name, index) => [`#${index}`, name]));
  const values = Object.fromEntries(changed.map((name, index) => [`:${index}`, after[name]]));
  const sets = changed.map((_, index) => `#${index} = :${index}`);
  const removes = gone.map((_, index) => `#${changed.length + index}`);
  return {
    TableName: tableName,
    Key: { threadId: next.threadId },
    UpdateExpression: `SET ${sets.join(', ')}${removes.length > 0 ? ` REMOVE ${removes.join(', ')}` : ''}`,
    ConditionExpression: 'version = :read AND createdAt = :life',
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: { ...values, ':read': read.version, ':life': read.createdAt },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}

const isSame = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/** Marks a thread whose channel is pushed to as having something to deliver. */
export function markUndelivered(head: ThreadHead, now: number): ThreadHead {
  return isPushed(head.channel) ? { ...head, undeliveredSince: head.undeliveredSince ?? now } : head;
}
