import { DeleteCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { BatchIncompleteError, batchGet, epochSeconds } from '@switchboard/data-core';
import type { StoreContext } from '../context/store-context.ts';
import { userPartition } from '../users/user-partition.ts';

/** What a user decided about a sender: an address, or a whole domain. */
export type SenderVerdict = 'blocked' | 'allowed';

export interface ListedSender {
  /** `ann@example.com`, or `example.com` for everyone there. */
  readonly sender: string;
  readonly verdict: SenderVerdict;
}

const prefix = 'sender.';
const longestSender = 254;

const keyOf = (chatId: number, sender: string) => ({
  partitionKey: userPartition(chatId),
  sortKey: `${prefix}${sender}`,
});

/** @returns what a user typed as a sender: an address or a domain in lower case; undefined if it is neither */
export function senderOf(text: string): string | undefined {
  const sender = text
    .trim()
    .toLowerCase()
    .replace(/^[<@]|>$/g, '');
  const isSender = /^(?:[^\s@<>"]{1,64}@)?(?:[\p{L}\p{N}-]+\.)+[\p{L}\p{N}-]{2,}$/u.test(sender);
  return isSender && sender.length <= longestSender ? sender : undefined;
}

/** What the user decided about the sender of a mail. An address goes before its domain. */
export async function verdictOn(
  { client, tables }: StoreContext,
  chatId: number,
  address: string,
): Promise<SenderVerdict | undefined> {
  const sender = address.toLowerCase();
  const domain = sender.slice(sender.lastIndexOf('@') + 1);
  const keys = [keyOf(chatId, sender), keyOf(chatId, domain)];
  const { items, unprocessed } = await batchGet(client, tables.partitionedKeys, keys, {
    consistentRead: true,
  });
  if (unprocessed.length > 0) throw new BatchIncompleteError(tables.partitionedKeys, unprocessed);
  return items.map((item) => parseVerdict(item?.verdict)).find((verdict) => verdict !== undefined);
}

const parseVerdict = (value: unknown): SenderVerdict | undefined =>
  value === 'blocked' || value === 'allowed' ? value : undefined;

/** How many mails of a sender came to a user in this hour, this one included. */
export async function countFromSender(
  { client, tables, now }: StoreContext,
  chatId: number,
  address: string,
): Promise<number> {
  const hour = Math.floor(now() / hourMs);
  const update = new UpdateCommand({
    TableName: tables.partitionedKeys,
    Key: { partitionKey: userPartition(chatId), sortKey: `mails.${address.toLowerCase()}.${hour}` },
    UpdateExpression: 'ADD #count :one SET expiresAt = :expiresAt',
    ExpressionAttributeNames: { '#count': 'count' },
    ExpressionAttributeValues: { ':one': 1, ':expiresAt': epochSeconds((hour + 2) * hourMs) },
    ReturnValues: 'UPDATED_NEW',
  });
  return Number((await client.send(update)).Attributes?.count);
}

const hourMs = 3_600_000;

export async function setVerdict(
  { client, tables, now }: StoreContext,
  chatId: number,
  { sender, verdict }: ListedSender,
): Promise<void> {
  const Item = { ...keyOf(chatId, sender), verdict, decidedAt: now() };
  await client.send(new PutCommand({ TableName: tables.partitionedKeys, Item }));
}

export async function removeVerdict(
  { client, tables }: StoreContext,
  chatId: number,
  sender: string,
): Promise<void> {
  await client.send(new DeleteCommand({ TableName: tables.partitionedKeys, Key: keyOf(chatId, sender) }));
}

/** The senders that a user has decided about, at most 100 of them. */
export async function listSenders(
  { client, tables }: StoreContext,
  chatId: number,
): Promise<readonly ListedSender[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: tables.partitionedKeys,
      KeyConditionExpression: 'partitionKey = :partition AND begins_with(sortKey, :prefix)',
      ExpressionAttributeValues: { ':partition': userPartition(chatId), ':prefix': prefix },
      Limit: 100,
    }),
  );
  return Items.flatMap(({ sortKey, verdict }) => {
    const known = parseVerdict(verdict);
    return known ? [{ sender: String(sortKey).slice(prefix.length), verdict: known }] : [];
  });
}
