import { DeleteCommand, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import {
  type Announcer,
  attachmentsOfUsers,
  eraseUser,
  type ObjectStore,
  remainingMs,
  type UserStore,
} from '@switchboard/chat-core';
import { BatchIncompleteError, batchWrite, conditionHeld, eraseUserData } from '@switchboard/data-core';
import { removeAddress } from '../addresses/address-store.ts';
import { userIdOf } from '../chat/telegram-thread.ts';
import { removeAllDue } from '../digests/digest-store.ts';
import { markErasing, type Sent } from '../users/erasure-mark.ts';
import { migratedFrom, parseUser } from '../users/telegram-user.ts';
import { workEndsAt } from '../users/work.ts';
import { longestUpdateMs } from '../webhook/update-life.ts';
import { mailsOf } from './account-mails.ts';
import { type AccountContext, accountPlaces } from './account-places.ts';
import type { HeldDeliveries } from './held-deliveries.ts';

export interface ErasureContext extends AccountContext {
  /** Deletes a raw mail. Deleting it again changes nothing. */
  readonly deleteRaw: (key: string) => Promise<void>;
  /** The files of conversations. */
  readonly attachments: Pick<ObjectStore, 'remove'>;
  /** Tells operators of conversations that are gone. */
  readonly announcer: Pick<Announcer, 'deliverer'>;
  /** The caller holds those of the chat's threads, and releases them. */
  readonly deliveries: HeldDeliveries;
}

/** With less time than this left the work stops, milliseconds. */
const reserveMs = 10_000;

/**
 * Erases everything that is stored about a chat, and about the group that it was, except its own item, which {@link eraseTelegramUser}
 * deletes. The addresses go first, so that no more mail comes; each mail before the item that names it; so a call that was cut short is
 * repeated from there.
 *
 * @returns false if the time ran out: call again to go on
 * @throws {DeliveryUnderWayError}
 */
export async function eraseAccount(dependencies: ErasureContext, chatId: number): Promise<boolean> {
  const { context, chat, tables } = dependencies;
  const group = migratedFrom(await readItem(dependencies, chatId));
  if (group !== undefined) {
    if (!(await eraseAccount(dependencies, group))) return false;
    const Key = { chat_id: group };
    await context.client.send(new DeleteCommand({ TableName: context.tables.telegramUsers, Key }));
  }
  await eraseAddresses(dependencies, chatId);
  for await (const states of mailsOf(context, chatId)) {
    if (remainingMs(chat) < reserveMs) return false;
    const raws = new Set(states.flatMap(({ facts }) => (facts?.rawKey ? [facts.rawKey] : [])));
    const shared = new Set(states.flatMap(({ facts }) => (facts?.isShared ? [facts.rawKey] : [])));
    for (const key of raws) if (!shared.has(key)) await dependencies.deleteRaw(key);
    await deleteStates(
      dependencies,
      states.map(({ id }) => id),
    );
  }
  await removeAllDue(context, chatId);
  const places = await accountPlaces(dependencies, chatId);
  await eraseUserData(places, { now: context.now });
  const stores = [
    attachmentsOfUsers(chat, dependencies.attachments),
    deliveriesOfUsers(dependencies.deliveries),
  ];
  const user = await eraseUser(chat, userIdOf(chatId), stores, dependencies.announcer.deliverer);
  // A bot's turn that was under way may have written its state since.
  const bots = { states: tables.states, chatlog: tables.chatLog };
  await eraseUserData({ ...places, tables: bots }, { now: context.now });
  return user.complete;
}

/** A thread may have begun, and have a message under way, since the caller has held the deliveries: its head is gone by now. */
const deliveriesOfUsers = (deliveries: HeldDeliveries): UserStore => ({
  table: 'locks',
  async erase(_userId, _threadIds, everyThreadId) {
    await deliveries.hold(everyThreadId);
    return 0;
  },
});

async function deleteStates({ context }: AccountContext, ids: readonly string[]): Promise<void> {
  const { client, tables } = context;
  const entries = ids.map((id) => ({ delete: { message_id: id } }));
  const left = await batchWrite(client, tables.emailProcessingState, ['message_id'], entries);
  if (left.length > 0) throw new BatchIncompleteError(tables.emailProcessingState, left);
}

async function eraseAddresses({ context }: AccountContext, chatId: number): Promise<void> {
  const addresses = Object.keys(parseUser(await readItem({ context }, chatId))?.addresses ?? {});
  for (const address of addresses) await removeAddress(context, chatId, address);
}

async function readItem(
  { context: { client, tables } }: Pick<AccountContext, 'context'>,
  chatId: number,
): Promise<Record<string, unknown> | undefined> {
  const Key = { chat_id: chatId };
  const get = new GetCommand({ TableName: tables.telegramUsers, Key, ConsistentRead: true });
  return (await client.send(get)).Item;
}

/** What is under way for a chat when its erasure begins. */
interface UnderWay {
  /** When the updates that came in before have ended at the latest, epoch milliseconds. */
  readonly updatesEndAt: number;
  /** When other work for the chat has ended at the latest, epoch milliseconds. */
  readonly workEndsAt: number;
}

/**
 * Marks a chat as one that is being erased: no update of it has an effect any more until the receipt was sent, and nobody begins to work for it.
 * Beginning again changes nothing.
 *
 * @returns undefined where another erasure of the chat is under way, or was asked for later
 */
export async function beginErasure(
  { context }: Pick<AccountContext, 'context'>,
  sent: Sent,
): Promise<UnderWay | undefined> {
  if (!(await markErasing(context, sent))) return undefined;
  // The mark is there: whatever update has not met it began before now.
  const update = new UpdateCommand({
    TableName: context.tables.telegramUsers,
    Key: { chat_id: sent.chatId },
    UpdateExpression: 'SET erasing = :update, erasing_since = if_not_exists(erasing_since, :now)',
    ExpressionAttributeValues: { ':update': sent.updateId, ':now': context.now() },
    ReturnValues: 'ALL_NEW',
  });
  const { Attributes } = await context.client.send(update);
  return {
    updatesEndAt: Number(Attributes?.erasing_since) + longestUpdateMs,
    workEndsAt: workEndsAt(Attributes),
  };
}

/** Deletes the item of a chat, with the addresses that were made while it was erased. What was made after that stays. */
export async function eraseTelegramUser(
  dependencies: AccountContext,
  chatId: number,
  updateId: number,
): Promise<void> {
  const { client, tables } = dependencies.context;
  for (;;) {
    const item = await readItem(dependencies, chatId);
    if (item?.erasing !== updateId) return;
    await eraseAddresses(dependencies, chatId);
    const { addresses } = item;
    const remove = new DeleteCommand({
      TableName: tables.telegramUsers,
      Key: { chat_id: chatId },
      ConditionExpression: `erasing = :update AND ${addresses === undefined ? 'attribute_not_exists(addresses)' : 'addresses = :addresses'}`,
      ExpressionAttributeValues: {
        ':update': updateId,
        ...(addresses !== undefined && { ':addresses': addresses }),
      },
    });
    if (await conditionHeld(client.send(remove))) return;
  }
}
