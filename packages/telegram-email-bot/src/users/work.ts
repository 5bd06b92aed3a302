import { createHash } from 'node:crypto';
import { type TransactWriteItem, transactWrite } from '@switchboard/data-core';
import { updateIf } from '../context/conditions.ts';
import type { StoreContext } from '../context/store-context.ts';
import { notErasedSince, type Sent } from './erasure-mark.ts';
import { parseUser, type TelegramUser } from './telegram-user.ts';

/**
 * Work for a chat that may end in a message to it is first noted in the chat's item, in an attribute of its own. An erasure notes there that
 * it has begun: from then on no work begins, and the erasure waits for the work that is under way. So nothing about the chat is stored behind
 * the erasure, and nothing is sent to it after the receipt.
 *
 * Updates are not noted, because that would take two writes for each: an erasure waits as long as one of them can take.
 */
const prefix = 'work:';

/** How long a function may work for a chat, milliseconds: longer than any function lives that does. */
export const workMs = 62_000;

/** Nobody works for a chat whose item is gone, or whose erasure has begun. */
export const takesWork = 'attribute_exists(chat_id) AND attribute_not_exists(erasing)';

/** Refuses a transaction for a chat that takes no work: what it would store would stay behind an erasure. */
export const takesWorkCheck = ({ tables }: StoreContext, chatId: number): TransactWriteItem => ({
  ConditionCheck: {
    TableName: tables.telegramUsers,
    Key: { chat_id: chatId },
    ConditionExpression: takesWork,
  },
});

/** The attribute of a chat's item for one piece of work, by the id of its item in `email-processing-state`. */
export const workAttribute = (id: string): string =>
  `${prefix}${createHash('sha256').update(id).digest('base64url').slice(0, 12)}`;

/** Says that work for a chat has begun, unless the chat takes none. One request. */
const noteWork = (
  { client, tables, now }: StoreContext,
  { chatId, id, forMs }: { readonly chatId: number; readonly id: string; readonly forMs: number },
) =>
  updateIf(client, {
    TableName: tables.telegramUsers,
    Key: { chat_id: chatId },
    UpdateExpression: 'SET #work = :until',
    ConditionExpression: takesWork,
    ExpressionAttributeNames: { '#work': workAttribute(id) },
    ExpressionAttributeValues: { ':until': now() + forMs },
  });

/**
 * Begins work for a chat. One request.
 *
 * @returns undefined where there is no user, or everything of theirs is being erased: nothing may be done
 */
export async function beginWork(
  context: StoreContext,
  chatId: number,
  id: string,
): Promise<TelegramUser | undefined> {
  const begun = await noteWork(context, { chatId, id, forMs: workMs });
  return begun.isUpdated ? parseUser(begun.item) : undefined;
}

/**
 * Has an erasure of a chat wait for some work, though the chat may have no user. One request.
 *
 * @param work `forMs`: how long it may take, milliseconds
 * @returns false where nothing is stored of the chat, or everything is being erased: nothing may be done
 */
export const holdErasure = async (
  context: StoreContext,
  work: { readonly chatId: number; readonly id: string; readonly forMs: number },
): Promise<boolean> => (await noteWork(context, work)).isUpdated;

/** The answer to something that a person sent. */
interface AnswerWork extends Sent {
  /** The id of its item in `email-processing-state`. */
  readonly id: string;
  /** How long the work may take, milliseconds. @default 62_000 */
  readonly forMs?: number;
}

/**
 * Begins work on the answer to something that a person sent, which also those get who have no user. One transaction.
 *
 * @returns false where everything of the chat was erased since, or is being erased: nothing may be done
 */
export async function beginAnswer(
  context: StoreContext,
  { id, forMs = workMs, ...sent }: AnswerWork,
): Promise<boolean> {
  const begin: TransactWriteItem = {
    Update: {
      TableName: context.tables.telegramUsers,
      Key: { chat_id: sent.chatId },
      UpdateExpression: 'SET #work = :until',
      ExpressionAttributeNames: { '#work': workAttribute(id) },
      ExpressionAttributeValues: { ':until': context.now() + forMs },
    },
  };
  const failed = await transactWrite(context.client, [begin, notErasedSince(context, sent)]);
  return failed.length === 0;
}

/** The write that ends work for a chat. It is refused where the chat's item is gone, and with it whatever the work was to store. */
export const endWorkWrite = ({ tables }: StoreContext, chatId: number, id: string): TransactWriteItem => ({
  Update: {
    TableName: tables.telegramUsers,
    Key: { chat_id: chatId },
    UpdateExpression: 'REMOVE #work',
    ConditionExpression: 'attribute_exists(chat_id)',
    ExpressionAttributeNames: { '#work': workAttribute(id) },
  },
});

/** Whether an attribute of a chat's item says that somebody works for it. */
export const isOfWork = (name: string): boolean => name.startsWith(prefix);

/** When the work for a chat that is under way has ended at the latest, epoch milliseconds. */
export const workEndsAt = (item: Readonly<Record<string, unknown>> = {}): number =>
  Object.entries(item).reduce(
    (latest, [name, value]) =>
      isOfWork(name) && typeof value === 'number' ? Math.max(latest, value) : latest,
    0,
  );
