import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditionHeld, transactWrite } from '@switchboard/data-core';
import { ownerWrite } from '../addresses/address-store.ts';
import type { StoreContext } from '../context/store-context.ts';
import { notMarkedErased } from '../users/erasure-mark.ts';
import { parseUser } from '../users/telegram-user.ts';
import { userPartition } from '../users/user-partition.ts';
import { isAsSeen } from '../users/user-store.ts';
import { holdErasure, isOfWork, workAttribute, workEndsAt } from '../users/work.ts';
import { pagesOf, stateIdsIn } from './account-mails.ts';
import { mailPartitions } from './account-places.ts';

/** A group became a supergroup, which has another id. */
export interface Migration {
  readonly from: number;
  readonly to: number;
  /** The id of the migration's item in `email-processing-state`. */
  readonly id: string;
  /** How long the function may work on it, milliseconds. */
  readonly forMs: number;
}

type Item = Readonly<Record<string, unknown>>;

/**
 * Moves everything of a group to the supergroup that it became: settings, addresses, blocked senders, held mails, and mails that wait for a
 * digest. Its conversations stay where they are: the supergroup's item names the group, whose conversations are its own. Doing it again changes
 * nothing, and takes along what the work that was under way for the group has left there since.
 *
 * An erasure of the supergroup waits for it.
 *
 * @returns false if everything of the supergroup is being erased: nothing is given to it
 */
export async function migrateChat(context: StoreContext, migration: Migration): Promise<boolean> {
  const { from, to } = migration;
  const item = (await readItem(context, from)) ?? {};
  if (item.migrated_to === undefined && !(await adoptItem(context, item, migration))) return false;
  if (!(await holdErasure(context, { ...migration, chatId: to }))) return false;
  const addresses = Object.keys(parseUser(item)?.addresses ?? {});
  for (const address of addresses)
    await transactWrite(context.client, [ownerWrite(context, { address, from, to })]);
  await markMigrated(context, migration);
  for (const [index, partition] of mailPartitions(from).entries())
    await moveItems(context, migration, partition, mailPartitions(to)[index] ?? partition);
  return true;
}

/** Has what the bot sends to the group go to the supergroup, its digests too. */
const markMigrated = (context: StoreContext, { from, to }: Migration): Promise<void> =>
  changeGroup(context, from, { expression: 'SET migrated_to = :to', values: { ':to': to } });

/** Ends a migration. A crash before leaves the group its addresses, and the migration begins again. */
export const endMigration = (context: StoreContext, { from }: Migration): Promise<void> =>
  changeGroup(context, from, { expression: 'REMOVE email_address, addresses' });

async function changeGroup(
  { client, tables }: StoreContext,
  from: number,
  { expression, values }: { readonly expression: string; readonly values?: Record<string, number> },
): Promise<void> {
  const update = new UpdateCommand({
    TableName: tables.telegramUsers,
    Key: { chat_id: from },
    UpdateExpression: expression,
    ...(values && { ExpressionAttributeValues: values }),
  });
  await client.send(update);
}

async function readItem({ client, tables }: StoreContext, chatId: number): Promise<Item | undefined> {
  const Key = { chat_id: chatId };
  return (await client.send(new GetCommand({ TableName: tables.telegramUsers, Key, ConsistentRead: true })))
    .Item;
}

/** When the work for a chat that is under way has ended at the latest, except for that of an id, epoch milliseconds. */
export async function othersEndAt(context: StoreContext, chatId: number, id: string): Promise<number> {
  return workEndsAt({ ...(await readItem(context, chatId)), [workAttribute(id)]: undefined });
}

/** What belongs to one chat alone. */
const ofOneChat = ['chat_id', 'last_update', 'next_send_at', 'erasing', 'erasing_since', 'migrated_to'];

const settingsIn = (item: Item): Item =>
  Object.fromEntries(Object.entries(item).filter(([name]) => !ofOneChat.includes(name) && !isOfWork(name)));

/**
 * Gives a group's item to its supergroup, once. Somebody may have talked to the bot there already, or registered: what is set there stays, and the
 * addresses and mails of both are the supergroup's.
 *
 * @returns false while the supergroup is being erased
 */
async function adoptItem(context: StoreContext, item: Item, { from, to }: Migration): Promise<boolean> {
  for (;;) {
    const known = (await readItem(context, to)) ?? {};
    if (known.migrated_from !== undefined) return true;
    const both = [item, known];
    const fields = Object.entries({
      ...settingsIn(item),
      ...settingsIn(known),
      migrated_from: from,
      addresses: Object.assign({}, ...both.map(({ addresses }) => addresses)),
      email_count: both.reduce((count, { email_count = 0 }) => count + Number(email_count), 0),
    });
    const adopt = {
      TableName: context.tables.telegramUsers,
      Key: { chat_id: to },
      UpdateExpression: `SET ${fields.map((_, index) => `#${index} = :${index}`).join(', ')}`,
      ConditionExpression: `attribute_not_exists(migrated_from) AND (${isAsSeen})`,
      ExpressionAttributeNames: Object.fromEntries(fields.map(([name], index) => [`#${index}`, name])),
      ExpressionAttributeValues: {
        ':seen': parseUser(known)?.lastUpdate?.id ?? 0,
        ...Object.fromEntries(fields.map(([, value], index) => [`:${index}`, value])),
      },
    };
    const writes = [{ Update: adopt }, notMarkedErased(context, to)];
    const failed = await transactWrite(context.client, writes);
    if (failed.includes(1)) return false;
    if (failed.length === 0) return true;
  }
}

/** Moves the items of a partition, each with the mails that it names. What the supergroup has of its own stays. */
async function moveItems(
  context: StoreContext,
  migration: Migration,
  fromPartition: string,
  toPartition: string,
): Promise<void> {
  const { client, tables } = context;
  const TableName = tables.partitionedKeys;
  for await (const items of pagesOf(context, fromPartition))
    for (const item of items) {
      for (const id of stateIdsIn(item)) await moveMail(context, migration, id);
      const { partitionKey, sortKey } = item;
      const moved = { ...item, partitionKey: toPartition, sortKey: sortKeyIn(migration, item) };
      const ConditionExpression = 'attribute_not_exists(partitionKey)';
      await transactWrite(client, [
        { Put: { TableName, Item: moved, ConditionExpression } },
        { Delete: { TableName, Key: { partitionKey, sortKey } } },
      ]);
    }
}

/** The messages of a supergroup have numbers of their own: those of the group are kept under names that stand for no message of it. */
const sortKeyIn = ({ from }: Migration, { partitionKey, sortKey }: Item): unknown =>
  partitionKey === userPartition(from) && String(sortKey).startsWith('message.')
    ? `group.${sortKey}`
    : sortKey;

/** A mail of the group is one of the supergroup: its buttons work there. */
async function moveMail(
  { client, tables }: StoreContext,
  { from, to }: Migration,
  id: string,
): Promise<void> {
  const update = new UpdateCommand({
    TableName: tables.emailProcessingState,
    Key: { message_id: id },
    UpdateExpression: 'SET facts.chatId = :to',
    ConditionExpression: 'facts.chatId = :from',
    ExpressionAttributeValues: { ':from': from, ':to': to },
  });
  await conditionHeld(client.send(update));
}
