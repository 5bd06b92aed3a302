import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { StoreTable } from '../../shared/client/store.ts';
import { decodeTyped } from '../../shared/encoding/decode.ts';
import type { Sender } from '../../shared/keys/sender-key.ts';
import { isExpired } from '../../shared/time/expiry.ts';
import { InvalidOptionError } from '../../shared/validation/invalid-option-error.ts';
import { requireList, requireObject, requireText, requireWhole } from '../../shared/validation/options.ts';
import { headKey, type StateItem, senderOf } from './state-item.ts';
import { readState } from './state-reader.ts';

/** Which states to list. */
export interface StateCondition {
  /** The sender's id, whole. */
  readonly search?: string | null;
  readonly senderIds?: readonly string[] | null;
  readonly pageId?: string | null;
}

export interface StatePage {
  readonly data: StateItem[];
  /** Where the next page begins; null at the end. */
  readonly lastKey: string | null;
}

/** A place in the list. The sender with the latest interaction comes first; senders without one come last. */
interface Place {
  readonly sender: Sender;
  readonly key: string;
  /** In epoch milliseconds. */
  readonly interactedAt: number;
}

/** The most that a page can hold, and what it holds if it has no limit. */
const maxLimit = 1000;

/**
 * Lists states by the time of their last interaction, the latest first. Where the condition names the keys, it reads those alone; otherwise
 * it looks at the whole table for each page.
 *
 * @throws {InvalidOptionError}
 */
export async function listStates(
  table: StoreTable,
  condition: StateCondition,
  limit: number | null,
  lastKey: string | null,
  nowMs: number,
): Promise<StatePage> {
  requireCondition(condition);
  if (limit !== null) requireWhole('limit', limit, { maximum: maxLimit });
  const after = lastKey === null ? undefined : parseLastKey(lastKey);
  const count = limit ?? maxLimit;
  const named = namedSenders(condition);
  if (named) return { data: byInteraction(await readStates(table, named, nowMs)), lastKey: null };
  const places = await firstPlaces(table, condition, after, count + 1, nowMs);
  const page = places.slice(0, count);
  const last = page.at(-1);
  const data = await readStates(
    table,
    page.map(({ sender }) => sender),
    nowMs,
  );
  return { data, lastKey: places.length > count && last ? formatLastKey(last) : null };
}

function requireCondition(condition: StateCondition): void {
  requireObject('getStates', condition);
  const { search, senderIds, pageId } = condition;
  if (search) requireText('search', search);
  if (pageId) requireText('pageId', pageId);
  if (!senderIds) return;
  requireList('senderIds', senderIds);
  for (const senderId of senderIds) requireText('senderIds', senderId);
}

/** The senders whose states are asked for, if the condition names them; without a page only those without one are named by it. */
function namedSenders({ search, senderIds, pageId }: StateCondition): Sender[] | undefined {
  const ids = search ? [search] : senderIds;
  return typeof pageId === 'string' ? ids?.map((senderId) => ({ senderId, pageId })) : undefined;
}

/** The first `count` places after another one, kept while the whole table goes by. */
async function firstPlaces(
  table: StoreTable,
  condition: StateCondition,
  after: Pick<Place, 'key' | 'interactedAt'> | undefined,
  count: number,
  nowMs: number,
): Promise<Place[]> {
  let first: Place[] = [];
  let startKey: Record<string, unknown> | undefined;
  do {
    const page = await table.client.send(
      new ScanCommand({
        TableName: table.tableName,
        ProjectionExpression: 'senderId, interactedAt, lastInteraction, expiresAt',
        // A sender who was locked and never saved has no state. An item of the original storage has no `savedBy`.
        FilterExpression: 'attribute_exists(savedBy) OR attribute_exists(#state)',
        ExpressionAttributeNames: { '#state': 'state' },
        ExclusiveStartKey: startKey,
      }),
    );
    const places = (page.Items ?? [])
      .filter((stored) => !isExpired(stored, nowMs))
      .flatMap((stored) => placeOf(stored) ?? [])
      .filter((place) => matches(place.sender, condition) && (!after || compare(place, after) > 0));
    first = [...first, ...places].sort(compare).slice(0, count);
    startKey = page.LastEvaluatedKey;
  } while (startKey);
  return first;
}

function placeOf(stored: Record<string, unknown>): Place | undefined {
  const sender = senderOf(stored);
  const { interactedAt } = stored;
  if (!sender) return undefined;
  const at = typeof interactedAt === 'number' ? interactedAt : timeOf(stored.lastInteraction);
  return { sender, key: String(stored.senderId), interactedAt: at };
}

/** The original storage keeps a Date as text. */
function timeOf(lastInteraction: unknown): number {
  const value = decodeTyped(lastInteraction);
  const time = value instanceof Date ? value.getTime() : Date.parse(String(value));
  return Number.isNaN(time) ? 0 : time;
}

function compare(
  one: Pick<Place, 'key' | 'interactedAt'>,
  other: Pick<Place, 'key' | 'interactedAt'>,
): number {
  if (one.interactedAt !== other.interactedAt) return other.interactedAt - one.interactedAt;
  return one.key < other.key ? -1 : one.key > other.key ? 1 : 0;
}

function matches(sender: Sender, { search, senderIds, pageId }: StateCondition): boolean {
  return (
    (!search || sender.senderId === search) &&
    (!senderIds || senderIds.includes(sender.senderId)) &&
    (typeof pageId !== 'string' || sender.pageId === pageId)
  );
}

function byInteraction(states: StateItem[]): StateItem[] {
  return states.sort((one, other) => timeOf(other.lastInteraction) - timeOf(one.lastInteraction));
}

async function readStates(
  table: StoreTable,
  senders: readonly Sender[],
  nowMs: number,
): Promise<StateItem[]> {
  const found = await Promise.all(senders.map((sender) => readState(table, sender, nowMs)));
  return found.flatMap(({ isSaved, item: { stateVersion: _, ...item } }) => (isSaved ? [item] : []));
}

function formatLastKey({ sender, interactedAt }: Place): string {
  return Buffer.from(JSON.stringify({ ...headKey(sender), interactedAt })).toString('base64url');
}

function parseLastKey(lastKey: string): Pick<Place, 'key' | 'interactedAt'> {
  try {
    const { senderId, interactedAt } = JSON.parse(Buffer.from(lastKey, 'base64url').toString());
    if (typeof senderId === 'string' && Number.isFinite(interactedAt)) return { key: senderId, interactedAt };
  } catch {
    // Named below: whatever it is, it is not what an earlier page returned.
  }
  throw new InvalidOptionError('lastKey', lastKey, 'the lastKey of an earlier page');
}
