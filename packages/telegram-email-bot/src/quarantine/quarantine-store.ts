import { createHash } from 'node:crypto';
import { DeleteCommand, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { epochSeconds, isExpired } from '@switchboard/data-core';
import * as v from 'valibot';
import type { PutWrite } from '../context/put-write.ts';
import type { StoreContext } from '../context/store-context.ts';
import { type Reason, reasons } from '../inbound/verdict.ts';
import { heldLifeSeconds } from './held-life.ts';

/** A mail that was not delivered and can be brought back. */
export interface HeldMail {
  /** Names it within the user's quarantine, short enough for the data of a button. */
  readonly ref: string;
  /** The mail's item in `email-processing-state`. */
  readonly stateId: string;
  readonly from: string;
  readonly subject: string;
  readonly reason: Reason;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
}

const stored = v.object({
  sortKey: v.string(),
  stateId: v.string(),
  from: v.string(),
  subject: v.string(),
  reason: v.picklist(reasons),
  receivedAt: v.number(),
});

/** The partition of `partitioned_keys` for the mails of a chat that are held. */
export const quarantinePartition = (chatId: number): string => `telegram-quarantine.${chatId}`;

/** @returns what the refs of mails of a moment begin with; their order is that of the moments */
export const refTime = (atMs: number): string => atMs.toString(36).padStart(9, '0');

/** @returns a ref whose order is that of the mails; mails of the same millisecond have different ones */
export const refOf = (receivedAt: number, stateId: string): string =>
  `${refTime(receivedAt)}-${createHash('sha256').update(stateId).digest('hex').slice(0, 16)}`;

/** The write that holds a mail. Holding it again changes nothing. */
export const holdWrite = (
  { tables, now }: StoreContext,
  chatId: number,
  { ref, ...fields }: HeldMail,
): PutWrite => ({
  Put: {
    TableName: tables.partitionedKeys,
    Item: {
      partitionKey: quarantinePartition(chatId),
      sortKey: ref,
      ...fields,
      expiresAt: epochSeconds(now()) + heldLifeSeconds,
    },
  },
});

export interface HeldMails {
  /** The newest first. */
  readonly mails: readonly HeldMail[];
  /** Give it as `before` for the next page. */
  readonly before?: string;
}

/** @param before lists those that are older than the mail of this ref */
export async function listHeld(
  { client, tables, now }: StoreContext,
  chatId: number,
  { limit, before }: { readonly limit: number; readonly before?: string },
): Promise<HeldMails> {
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: tables.partitionedKeys,
      KeyConditionExpression: `partitionKey = :partition${before === undefined ? '' : ' AND sortKey < :before'}`,
      ExpressionAttributeValues: {
        ':partition': quarantinePartition(chatId),
        ...(before !== undefined && { ':before': before }),
      },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: limit,
    }),
  );
  const mails = Items.filter((item) => !isExpired(item, now())).map(parseHeld);
  const last = LastEvaluatedKey?.sortKey;
  return { mails, ...(typeof last === 'string' && { before: last }) };
}

export async function findHeld(
  { client, tables, now }: StoreContext,
  chatId: number,
  ref: string,
): Promise<HeldMail | undefined> {
  const Key = { partitionKey: quarantinePartition(chatId), sortKey: ref };
  const get = new GetCommand({ TableName: tables.partitionedKeys, Key, ConsistentRead: true });
  const { Item } = await client.send(get);
  return Item === undefined || isExpired(Item, now()) ? undefined : parseHeld(Item);
}

export async function releaseHeld(
  { client, tables }: StoreContext,
  chatId: number,
  ref: string,
): Promise<void> {
  const Key = { partitionKey: quarantinePartition(chatId), sortKey: ref };
  await client.send(new DeleteCommand({ TableName: tables.partitionedKeys, Key }));
}

function parseHeld(item: Readonly<Record<string, unknown>>): HeldMail {
  const { sortKey, ...mail } = v.parse(stored, item);
  return { ref: sortKey, ...mail };
}
