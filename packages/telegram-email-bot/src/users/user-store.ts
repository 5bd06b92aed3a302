import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditionHeld, type TransactWriteItem, transactWrite } from '@switchboard/data-core';
import { setExpression } from '../context/expressions.ts';
import type { StoreContext } from '../context/store-context.ts';
import type { DigestSetting } from '../digests/digest-setting.ts';
import { languageOfCode } from '../texts/language.ts';
import { domainsIn, migratedFrom, type OwnAddress, parseUser, type TelegramUser } from './telegram-user.ts';

/** Who wrote, as Telegram says. */
export interface Profile {
  readonly chatId: number;
  readonly firstName: string;
  readonly username: string;
  /** As Telegram gives it, for example `de-AT`. */
  readonly languageCode?: string;
}

/** What an update changes of its user. */
interface UserChange {
  readonly status?: TelegramUser['status'];
  readonly language?: TelegramUser['language'];
  readonly digest?: DigestSetting;
  readonly emailAddress?: string;
  readonly addresses?: Readonly<Record<string, OwnAddress>>;
}

export const readUser = async (context: StoreContext, chatId: number): Promise<TelegramUser | undefined> =>
  (await readChat(context, chatId)).user;

interface Chat {
  readonly user: TelegramUser | undefined;
  readonly domains: TelegramUser['domains'];
  /** The chat that its conversations are of: the group that it was, for a supergroup. */
  readonly talksAs: number;
}

/** Reads a chat, whether or not it has registered. One request. */
export async function readChat({ client, tables }: StoreContext, chatId: number): Promise<Chat> {
  const get = new GetCommand({
    TableName: tables.telegramUsers,
    Key: { chat_id: chatId },
    ConsistentRead: true,
  });
  const { Item } = await client.send(get);
  return { user: parseUser(Item), domains: domainsIn(Item), talksAs: migratedFrom(Item) ?? chatId };
}

/** An update's change of its user, made once whatever Telegram repeats. */
export interface UpdateEffect {
  readonly profile: Profile;
  readonly updateId: number;
  readonly change: UserChange;
  /** What the user is told, as plain data: a repeated update is answered with it again. */
  readonly answer: unknown;
  /** More that must hold, in the words of a condition on the user's item. `:seen` stands for `seen`. @default nothing */
  readonly condition?: string;
  /** The last update that had changed the user when the change was made up; 0 if none had. Needs {@link isAsSeen}. @default it does not matter */
  readonly seen?: number;
}

/** The condition that no update has changed the user since it was read. */
export const isAsSeen = 'attribute_not_exists(last_update) OR last_update.id = :seen';

/** What became of an update's effect. */
export type EffectResult =
  | { readonly outcome: 'done' }
  /** It was made before, with this answer; without one, a later update has changed the user since, who is as given. */
  | { readonly outcome: 'repeated'; readonly answer?: unknown; readonly user: TelegramUser | undefined }
  /** The effect's own condition does not hold. */
  | { readonly outcome: 'refused'; readonly user: TelegramUser };

/**
 * Telegram keeps an update for a day. After a week without any, the ids start over at a random number: so a lower id than that of an answer
 * which is older than this is not of an earlier update, milliseconds.
 *
 * @see https://core.telegram.org/bots/api#update
 */
export const orderKeptMs = 2 * 24 * 60 * 60_000;

/**
 * Makes an update's effect, with other writes or none of them. It is made once for each update: ids of updates rise, and Telegram gives the
 * updates of a chat in their order.
 *
 * @param others writes to other items, in the same transaction
 */
export async function commitEffect(
  context: StoreContext,
  effect: UpdateEffect,
  others: readonly TransactWriteItem[] = [],
): Promise<EffectResult> {
  const update = effectUpdate(context, effect);
  const isDone =
    others.length === 0
      ? await conditionHeld(context.client.send(new UpdateCommand(update)))
      : (await transactWrite(context.client, [{ Update: update }, ...others])).length === 0;
  if (isDone) return { outcome: 'done' };
  const user = await readUser(context, effect.profile.chatId);
  const last = user?.lastUpdate;
  if (last?.id === effect.updateId) return { outcome: 'repeated', answer: last.answer, user };
  if (user === undefined || isOvertaken(context, user, effect.updateId)) return { outcome: 'repeated', user };
  return { outcome: 'refused', user };
}

/** Whether a later update has changed the user since: an update that comes again must not undo that. */
export const isOvertaken = (
  { now }: Pick<StoreContext, 'now'>,
  { lastUpdate }: TelegramUser,
  updateId: number,
): boolean => lastUpdate !== undefined && lastUpdate.id > updateId && lastUpdate.at >= now() - orderKeptMs;

function effectUpdate({ tables, now }: StoreContext, effect: UpdateEffect) {
  const { profile, updateId, change, answer, condition, seen } = effect;
  const { expression, names, values } = setExpression(
    {
      first_name: profile.firstName,
      username: profile.username,
      last_update: { id: updateId, at: now(), answer },
      status: change.status,
      language: change.language,
      digest: change.digest,
      email_address: change.emailAddress,
      addresses: change.addresses,
    },
    {
      created_at: new Date(now()).toISOString(),
      email_count: 0,
      ...(change.status === undefined && { status: 'active' }),
      ...(change.language === undefined && { language: languageOfCode(profile.languageCode) }),
    },
  );
  const isNew =
    '(attribute_not_exists(last_update) OR last_update.id < :updateId OR (last_update.id <> :updateId AND last_update.#at < :orderKept))';
  return {
    TableName: tables.telegramUsers,
    Key: { chat_id: profile.chatId },
    UpdateExpression: expression,
    ConditionExpression: condition === undefined ? isNew : `${isNew} AND (${condition})`,
    ExpressionAttributeNames: { ...names, '#at': 'at' },
    ExpressionAttributeValues: {
      ...values,
      ':updateId': updateId,
      ':orderKept': now() - orderKeptMs,
      ...(seen !== undefined && { ':seen': seen }),
    },
  };
}

/** Remembers that the bot may not write to the chat any more, or may again. A user who is not there stays that way. */
export async function setReachable(
  { client, tables }: StoreContext,
  chatId: number,
  isReachable: boolean,
): Promise<void> {
  const update = new UpdateCommand({
    TableName: tables.telegramUsers,
    Key: { chat_id: chatId },
    UpdateExpression: 'SET #status = :status',
    // Someone who wants no mail still wants none when the bot may write again.
    ConditionExpression: isReachable
      ? '#status = :blocked'
      : 'attribute_exists(chat_id) AND #status <> :inactive',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: isReachable
      ? { ':status': 'active', ':blocked': 'blocked' }
      : { ':status': 'blocked', ':inactive': 'inactive' },
  });
  await conditionHeld(client.send(update));
}
