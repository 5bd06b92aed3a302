import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditionHeld, epochSeconds } from '@switchboard/data-core';
import { updateIf } from '../context/conditions.ts';
import type { StoreContext } from '../context/store-context.ts';
import { domainAttribute, type SenderVerdict, type TelegramUser } from '../users/telegram-user.ts';
import { userPartition } from '../users/user-partition.ts';
import { orderKeptMs } from '../users/user-store.ts';

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

/** Whether a sender is everyone of a domain. */
export const isDomain = (sender: string): boolean => !sender.includes('@');

/** How many domains a user can decide about. Their verdicts stand in the user's item, which every mail reads and writes. */
export const mostDomains = 50;

const parseVerdict = (value: unknown): SenderVerdict | undefined =>
  value === 'blocked' || value === 'allowed' ? value : undefined;

/** What stands in the item of a sender's address: what the user decided, how many mails came in an hour, or both. */
interface SenderItem {
  readonly verdict?: unknown;
  /** Hours since 1970. */
  readonly hour?: unknown;
  /** The mails of that hour. */
  readonly mails?: unknown;
}

/** What a user's dealings with the address of a sender are. */
export interface SenderRecord {
  readonly verdict?: SenderVerdict;
  /** How many mails came in this hour, this one included; 0 of a blocked sender, whose mails are not counted. */
  readonly mails: number;
}

/**
 * Counts a mail of a sender and tells what the user decided about the address: one request, two where a mail of it came in this hour already or
 * where the user allowed it.
 */
export async function countFromSender(
  { client, tables, now }: StoreContext,
  chatId: number,
  address: string,
): Promise<SenderRecord> {
  const hour = Math.floor(now() / hourMs);
  const base = { TableName: tables.partitionedKeys, Key: keyOf(chatId, address.toLowerCase()) };
  const begin = 'SET #hour = :hour, mails = :one';
  const isNewHour = '(attribute_not_exists(#hour) OR #hour < :hour)';
  const ExpressionAttributeNames = { '#hour': 'hour' };
  const values = { ':hour': hour, ':one': 1 };
  for (;;) {
    const first = await updateIf(client, {
      ...base,
      // What was decided stays; a count alone goes with its hour.
      UpdateExpression: `${begin}, expiresAt = :expiresAt`,
      ConditionExpression: `attribute_not_exists(verdict) AND ${isNewHour}`,
      ExpressionAttributeNames,
      ExpressionAttributeValues: { ...values, ':expiresAt': epochSeconds((hour + 2) * hourMs) },
    });
    if (first.isUpdated) return { mails: 1 };
    const known: SenderItem = first.item ?? {};
    const verdict = parseVerdict(known.verdict);
    if (verdict === 'blocked') return { verdict, mails: 0 };
    const next = await updateIf(client, {
      ...base,
      // Another mail may have begun the next hour meanwhile.
      ...(typeof known.hour === 'number' && known.hour >= hour
        ? {
            UpdateExpression: 'ADD mails :one',
            ConditionExpression: '#hour = :hour',
            ExpressionAttributeValues: { ...values, ':hour': known.hour },
          }
        : {
            UpdateExpression: begin,
            ConditionExpression: `attribute_exists(verdict) AND ${isNewHour}`,
            ExpressionAttributeValues: values,
          }),
      ExpressionAttributeNames,
    });
    if (next.isUpdated) return { mails: Number(next.item.mails), ...(verdict !== undefined && { verdict }) };
  }
}

const hourMs = 3_600_000;

/**
 * What an update decided, an earlier one that still runs or comes again does not change. The attributes say which update it was and when;
 * all domains of a chat share theirs.
 */
const orderedBy = (updateId: string, at: string): string =>
  `(attribute_not_exists(${updateId}) OR ${updateId} <= :update OR ${at} < :orderKept)`;

/** The values of {@link orderedBy}. */
const orderValues = (nowMs: number, updateId: number) => ({
  ':update': updateId,
  ':orderKept': nowMs - orderKeptMs,
  ':now': nowMs,
});

/** @param updateId the update that decides it. Its repetition changes nothing, nor does it change what a later one decided */
export async function setVerdict(
  { client, tables, now }: StoreContext,
  chatId: number,
  { sender, verdict }: ListedSender,
  updateId: number,
): Promise<void> {
  const values = { ...orderValues(now(), updateId), ':verdict': verdict };
  const update = isDomain(sender)
    ? new UpdateCommand({
        TableName: tables.telegramUsers,
        Key: { chat_id: chatId },
        UpdateExpression: 'SET #domain = :verdict, domains_update = :update, domains_at = :now',
        ConditionExpression: orderedBy('domains_update', 'domains_at'),
        ExpressionAttributeNames: { '#domain': domainAttribute(sender) },
        ExpressionAttributeValues: values,
      })
    : new UpdateCommand({
        TableName: tables.partitionedKeys,
        Key: keyOf(chatId, sender),
        UpdateExpression: 'SET verdict = :verdict, decidedBy = :update, decidedAt = :now REMOVE expiresAt',
        ConditionExpression: orderedBy('decidedBy', 'decidedAt'),
        ExpressionAttributeValues: values,
      });
  await conditionHeld(client.send(update));
}

/** @param updateId the update that takes it back, as in {@link setVerdict} */
export async function removeVerdict(
  { client, tables, now }: StoreContext,
  chatId: number,
  sender: string,
  updateId: number,
): Promise<void> {
  const values = orderValues(now(), updateId);
  const update = isDomain(sender)
    ? new UpdateCommand({
        TableName: tables.telegramUsers,
        Key: { chat_id: chatId },
        UpdateExpression: 'SET domains_update = :update, domains_at = :now REMOVE #domain',
        ConditionExpression: `attribute_exists(chat_id) AND ${orderedBy('domains_update', 'domains_at')}`,
        ExpressionAttributeNames: { '#domain': domainAttribute(sender) },
        ExpressionAttributeValues: values,
      })
    : new UpdateCommand({
        TableName: tables.partitionedKeys,
        Key: keyOf(chatId, sender),
        UpdateExpression: 'SET decidedBy = :update, decidedAt = :now, expiresAt = :expiresAt REMOVE verdict',
        ConditionExpression: `attribute_exists(verdict) AND ${orderedBy('decidedBy', 'decidedAt')}`,
        ExpressionAttributeValues: { ...values, ':expiresAt': epochSeconds(now() + 2 * hourMs) },
      });
  await conditionHeld(client.send(update));
}

const mostListed = 100;
/** How many pages are read at most: among the senders that are decided on stand those whose mails were only counted, for some hours. */
const mostPages = 10;

/** The senders that a user has decided about, at most 100 of them, by name. */
export async function listSenders(
  { client, tables }: StoreContext,
  chatId: number,
  domains: TelegramUser['domains'],
): Promise<readonly ListedSender[]> {
  const listed = Object.entries(domains).map(([sender, verdict]) => ({ sender, verdict }));
  let from: Record<string, unknown> | undefined;
  for (let page = 1; page <= mostPages && listed.length < mostListed; page += 1) {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: tables.partitionedKeys,
        KeyConditionExpression: 'partitionKey = :partition AND begins_with(sortKey, :prefix)',
        FilterExpression: 'attribute_exists(verdict)',
        ExpressionAttributeValues: { ':partition': userPartition(chatId), ':prefix': prefix },
        ...(from !== undefined && { ExclusiveStartKey: from }),
      }),
    );
    for (const { sortKey, verdict } of Items) {
      const known = parseVerdict(verdict);
      if (known) listed.push({ sender: String(sortKey).slice(prefix.length), verdict: known });
    }
    if (LastEvaluatedKey === undefined) break;
    from = LastEvaluatedKey;
  }
  return listed.slice(0, mostListed).toSorted((a, b) => (a.sender < b.sender ? -1 : 1));
}
