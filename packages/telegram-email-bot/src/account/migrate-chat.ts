import { DeleteCommand, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditionHeld, transactWrite } from '@switchboard/data-core';
import { ownerWrite } from '../addresses/address-store.ts';
import { updateIf } from '../context/conditions.ts';
import type { StoreContext } from '../context/store-context.ts';
import { makeDue } from '../digests/digest-store.ts';
import { nextDigest } from '../digests/next-digest.ts';
import { nextReminder } from '../digests/next-reminder.ts';
import { parseUser } from '../users/telegram-user.ts';
import { userPartition } from '../users/user-partition.ts';
import { isOfWork, workAttribute, workEndsAt } from '../users/work.ts';
import { stateIdsIn } from './account-mails.ts';
import { mailPartitions } from './account-places.ts';

/** A group became a supergroup, which has another id. */
export interface Migration {
  readonly from: number;
  readonly to: number;
}

type Item = Readonly<Record<string, unknown>>;

/**
 * Gives everything of a group to the supergroup that it became: its settings and addresses, whom it has blocked, what is held, and what waits for a
 * digest. Its conversations stay where they are: the supergroup's item names the group, whose conversations are its own. Doing it again changes
 * nothing, and takes along what the work that was under way for the group has left there since.
 *
 * @returns false while everything of the supergroup is being erased: call again after that
 */
export async function migrateChat(context: StoreContext, migration: Migration): Promise<boolean> {
  const { from, to } = migration;
  const item = (await readItem(context, from)) ?? {};
  if (item.migrated_to === undefined && !(await adoptItem(context, item, migration))) return false;
  const addresses = Object.keys(parseUser(item)?.addresses ?? {});
  for (const address of addresses)
    await transactWrite(context.client, [ownerWrite(context, { address, from, to })]);
  for (const [index, partition] of mailPartitions(from).entries())
    await moveItems(context, migration, partition, mailPartitions(to)[index] ?? partition);
  const user = parseUser(await readItem(context, to));
  if (user !== undefined) {
    const { digest } = user;
    const setting = digest.mode === 'instant' ? ({ mode: 'hourly' } as const) : digest;
    const mail = nextDigest(setting, context.now());
    const held = nextReminder(digest, context.now());
    if (mail) await makeDue(context, { chatId: to, kind: 'mail', digestId: mail.id }, mail.at);
    if (held) await makeDue(context, { chatId: to, kind: 'held', digestId: held.id }, held.at);
  }
  return true;
}

/** Notes that a group has become a supergroup. Last: a crash before leaves the group as it is, and the migration begins again. */
export async function endMigration({ client, tables }: StoreContext, { from, to }: Migration): Promise<void> {
  const mark = new UpdateCommand({
    TableName: tables.telegramUsers,
    Key: { chat_id: from },
    UpdateExpression: 'SET migrated_to = :to REMOVE email_address, addresses',
    ExpressionAttributeValues: { ':to': to },
  });
  await client.send(mark);
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
const isKept = (name: string): boolean => !ofOneChat.includes(name) && !isOfWork(name);
const added = ['addresses', 'email_count'];

/**
 * Gives a group's item to its supergroup, once. Somebody may have talked to the bot there already, or registered: what is set there stays, and the
 * addresses of both are the supergroup's.
 *
 * @returns false while the supergroup is being erased
 */
async function adoptItem(context: StoreContext, item: Item, { from, to }: Migration): Promise<boolean> {
  const kept = Object.entries(item).filter(([name]) => isKept(name) && !added.includes(name));
  for (;;) {
    const known = (await readItem(context, to)) ?? {};
    const addresses = { ...(item.addresses ?? {}), ...(known.addresses ?? {}) };
    const hasAddresses = Object.keys(addresses).length > 0;
    const defaults = kept.map((_, index) => `#${index} = if_not_exists(#${index}, :${index})`);
    const sets = [
      'migrated_from = :from',
      ...(hasAddresses ? ['addresses = :addresses'] : []),
      ...(item.email_count === undefined ? [] : ['email_count = if_not_exists(email_count, :none) + :count']),
      ...defaults,
    ];
    const isSame = known.addresses === undefined ? 'attribute_not_exists(addresses)' : 'addresses = :known';
    const adopted = await updateIf(context.client, {
      TableName: context.tables.telegramUsers,
      Key: { chat_id: to },
      UpdateExpression: `SET ${sets.join(', ')}`,
      ConditionExpression: `attribute_not_exists(erasing) AND attribute_not_exists(migrated_from) AND ${isSame}`,
      ...(kept.length > 0 && {
        ExpressionAttributeNames: Object.fromEntries(kept.map(([name], index) => [`#${index}`, name])),
      }),
      ExpressionAttributeValues: {
        ':from': from,
        ...(hasAddresses && { ':addresses': addresses }),
        ...(item.email_count !== undefined && { ':none': 0, ':count': item.email_count }),
        ...(known.addresses !== undefined && { ':known': known.addresses }),
        ...Object.fromEntries(kept.map(([, value], index) => [`:${index}`, value])),
      },
    });
    if (adopted.isUpdated || adopted.item?.migrated_from !== undefined) return true;
    if (adopted.item?.erasing !== undefined) return false;
  }
}

/** Moves the items of a partition, each with the mails that it names. */
async function moveItems(
  context: StoreContext,
  migration: Migration,
  fromPartition: string,
  toPartition: string,
): Promise<void> {
  const { client, tables } = context;
  for (;;) {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: tables.partitionedKeys,
        KeyConditionExpression: 'partitionKey = :partition',
        ExpressionAttributeValues: { ':partition': fromPartition },
        ConsistentRead: true,
      }),
    );
    for (const item of Items) {
      for (const id of stateIdsIn(item)) await moveMail(context, migration, id);
      const put = new PutCommand({
        TableName: tables.partitionedKeys,
        Item: { ...item, partitionKey: toPartition, sortKey: sortKeyIn(migration, item) },
        ConditionExpression: 'attribute_not_exists(partitionKey)',
      });
      await conditionHeld(client.send(put));
      const { partitionKey, sortKey } = item;
      const Key = { partitionKey, sortKey };
      await client.send(new DeleteCommand({ TableName: tables.partitionedKeys, Key }));
    }
    if (LastEvaluatedKey === undefined) return;
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
