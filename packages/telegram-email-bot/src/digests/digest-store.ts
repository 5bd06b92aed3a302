import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import {
  BatchIncompleteError,
  batchWrite,
  conditionHeld,
  epochSeconds,
  transactWrite,
} from '@switchboard/data-core';
import * as v from 'valibot';
import type { PutWrite } from '../context/put-write.ts';
import type { StoreContext } from '../context/store-context.ts';
import { refTime } from '../quarantine/quarantine-store.ts';
import { takesWorkCheck } from '../users/work.ts';
import type { DueDigest } from './next-digest.ts';

/** A mail that waits for its user's digest. */
export interface DigestEntry {
  /** Names it within the user's digest; the order is that of the mails. */
  readonly ref: string;
  readonly stateId: string;
  readonly from: string;
  readonly subject: string;
  /** The first sentence of its summary; '' where it has none. */
  readonly sentence: string;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
}

/** A digest that is due: of the mails that wait for it, or of those that were held. */
export interface DueUser {
  readonly chatId: number;
  readonly kind: 'mail' | 'held';
  /** Names the digest: it is sent once. */
  readonly digestId: string;
}

/** Digests are due in slots of this length, milliseconds: one look finds all of a slot. */
const slotMs = 5 * 60_000;

/** An entry that no digest takes is forgotten when the mail itself is. */
const lifeSeconds = 14 * 86_400;

/** The partition of `partitioned_keys` for the mails of a chat that wait for its digest. */
export const digestPartition = (chatId: number): string => `telegram-digest.${chatId}`;
const dueIn = (slot: number): string => `telegram-digests-due.${slot}`;

/** The slot in which a moment lies: the digest is sent when the slot is over. */
export const slotOf = (atMs: number): number => Math.floor(atMs / slotMs);

/** The writes that put a mail into its user's digest, and the user among those whose digest is due. */
export function digestWrites(
  context: StoreContext,
  chatId: number,
  { ref, ...entry }: DigestEntry,
  due: DueDigest,
): readonly PutWrite[] {
  const { tables, now } = context;
  const expiresAt = epochSeconds(now()) + lifeSeconds;
  const Item = { partitionKey: digestPartition(chatId), sortKey: ref, ...entry, expiresAt };
  return [
    { Put: { TableName: tables.partitionedKeys, Item } },
    dueWrite(context, { chatId, kind: 'mail', digestId: due.id }, due.at),
  ];
}

const dueWrite = (
  { tables, now }: StoreContext,
  { chatId, kind, digestId }: DueUser,
  atMs: number,
): PutWrite => ({
  Put: {
    TableName: tables.partitionedKeys,
    Item: {
      partitionKey: dueIn(slotOf(atMs)),
      sortKey: `${chatId}.${kind}`,
      digestId,
      expiresAt: epochSeconds(now()) + lifeSeconds,
    },
  },
});

/** Has a digest sent when its time has come. Doing it again changes nothing. Only for those who have begun work for the chat. */
export async function makeDue(context: StoreContext, due: DueUser, atMs: number): Promise<void> {
  await context.client.send(new PutCommand(dueWrite(context, due, atMs).Put));
}

/** The same for those who have not begun work for the chat: nothing is stored of somebody who is erased. */
export async function makeDueUnlessErased(context: StoreContext, due: DueUser, atMs: number): Promise<void> {
  const writes = [takesWorkCheck(context, due.chatId), dueWrite(context, due, atMs)];
  await transactWrite(context.client, writes);
}

const dueSchema = v.object({ sortKey: v.string(), digestId: v.string() });

/** The users whose digests are due in a slot. */
export async function dueUsers({ client, tables }: StoreContext, slot: number): Promise<readonly DueUser[]> {
  const users: DueUser[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: tables.partitionedKeys,
        KeyConditionExpression: 'partitionKey = :partition',
        ExpressionAttributeValues: { ':partition': dueIn(slot) },
        ConsistentRead: true,
        ...(from && { ExclusiveStartKey: from }),
      }),
    );
    users.push(
      ...Items.map((item) => {
        const { sortKey, digestId } = v.parse(dueSchema, item);
        const [chatId, kind] = sortKey.split('.');
        return {
          chatId: Number(chatId),
          kind: kind === 'held' ? ('held' as const) : ('mail' as const),
          digestId,
        };
      }),
    );
    from = LastEvaluatedKey;
  } while (from);
  return users;
}

const entrySchema = v.object({
  sortKey: v.string(),
  stateId: v.string(),
  from: v.string(),
  subject: v.string(),
  sentence: v.string(),
  receivedAt: v.number(),
});

/** The mails that wait for a user's digest, the oldest first; at most so many. */
export async function waitingEntries(
  { client, tables, now }: StoreContext,
  chatId: number,
  limit: number,
): Promise<readonly DigestEntry[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: tables.partitionedKeys,
      // Those that have expired are older: they do not take the place of others.
      KeyConditionExpression: 'partitionKey = :partition AND sortKey > :oldest',
      ExpressionAttributeValues: {
        ':partition': digestPartition(chatId),
        ':oldest': refTime(now() - lifeSeconds * 1000),
      },
      ConsistentRead: true,
      Limit: limit,
    }),
  );
  return Items.map((item) => {
    const { sortKey, ...entry } = v.parse(entrySchema, item);
    return { ref: sortKey, ...entry };
  });
}

export async function removeEntries(
  { client, tables }: StoreContext,
  chatId: number,
  refs: readonly string[],
): Promise<void> {
  const entries = refs.map((ref) => ({ delete: { partitionKey: digestPartition(chatId), sortKey: ref } }));
  const left = await batchWrite(client, tables.partitionedKeys, ['partitionKey', 'sortKey'], entries);
  if (left.length > 0) throw new BatchIncompleteError(tables.partitionedKeys, left);
}

export async function removeDue(
  { client, tables }: StoreContext,
  slot: number,
  { chatId, kind }: DueUser,
): Promise<void> {
  const entries = [{ delete: { partitionKey: dueIn(slot), sortKey: `${chatId}.${kind}` } }];
  const left = await batchWrite(client, tables.partitionedKeys, ['partitionKey', 'sortKey'], entries);
  if (left.length > 0) throw new BatchIncompleteError(tables.partitionedKeys, left);
}

/** Digests are due within a day; a change of the clocks makes it an hour more. */
const farthestSlots = (26 * 3_600_000) / slotMs;

/** Removes every digest of a chat that is due and has not been sent, whatever made it so. */
export async function removeAllDue(context: StoreContext, chatId: number): Promise<void> {
  const { client, tables, now } = context;
  const current = slotOf(now());
  const first = (await lastDoneSlot(context, current)) + 1;
  const slots = Array.from({ length: current + farthestSlots - first }, (_, index) => first + index);
  const entries = slots.flatMap((slot) =>
    ['mail', 'held'].map((kind) => ({
      delete: { partitionKey: dueIn(slot), sortKey: `${chatId}.${kind}` },
    })),
  );
  const left = await batchWrite(client, tables.partitionedKeys, ['partitionKey', 'sortKey'], entries);
  if (left.length > 0) throw new BatchIncompleteError(tables.partitionedKeys, left);
}

const cursorKey = { partitionKey: 'telegram-digests', sortKey: 'cursor' };

/** How far back digests are looked for that were not sent in time: as long as they are kept, in case nobody looked for days. */
const mostSlots = (lifeSeconds * 1000) / slotMs;
/** How far back they are looked for where nobody has looked before. */
const firstSlots = 86_400_000 / slotMs;

/** The last slot whose digests have all been sent: from the one after it on, digests may be due. @param current the slot of this moment */
export async function lastDoneSlot({ client, tables }: StoreContext, current: number): Promise<number> {
  const get = new GetCommand({ TableName: tables.partitionedKeys, Key: cursorKey, ConsistentRead: true });
  const slot: unknown = (await client.send(get)).Item?.slot;
  return Math.max(typeof slot === 'number' ? slot : current - firstSlots, current - mostSlots);
}

/** Every digest up to a slot has been sent. The cursor never goes back. */
export async function advanceCursor({ client, tables }: StoreContext, slot: number): Promise<void> {
  const update = new UpdateCommand({
    TableName: tables.partitionedKeys,
    Key: cursorKey,
    UpdateExpression: 'SET slot = :slot',
    ConditionExpression: 'attribute_not_exists(slot) OR slot < :slot',
    ExpressionAttributeValues: { ':slot': slot },
  });
  await conditionHeld(client.send(update));
}
