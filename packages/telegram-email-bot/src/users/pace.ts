import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditionHeld, updateIf } from '../context/conditions.ts';
import type { StoreContext } from '../context/store-context.ts';
import { parseUser, type TelegramUser } from './telegram-user.ts';

/** How far apart messages to one chat are, milliseconds: Telegram takes one a second, and 20 a minute in a group. */
const privatePaceMs = 1_000;
const groupPaceMs = 3_000;

export interface Slot {
  /** Undefined where there is no such user. */
  readonly user: TelegramUser | undefined;
  /** When the message may be sent, epoch milliseconds; not later than now if at once. */
  readonly at: number;
}

/**
 * Reserves the next moment at which a message may be sent to a chat: one request where the chat is quiet, two where it is not. A caller
 * that gets a moment that is still to come stores what is to be sent and comes back then.
 */
export async function reserveSlot({ client, tables, now }: StoreContext, chatId: number): Promise<Slot> {
  const nowMs = now();
  const paceMs = chatId < 0 ? groupPaceMs : privatePaceMs;
  const base = { TableName: tables.telegramUsers, Key: { chat_id: chatId } };
  for (;;) {
    const atOnce = await updateIf(client, {
      ...base,
      UpdateExpression: 'SET next_send_at = :next',
      ConditionExpression:
        'attribute_exists(chat_id) AND (attribute_not_exists(next_send_at) OR next_send_at <= :now)',
      ExpressionAttributeValues: { ':now': nowMs, ':next': nowMs + paceMs },
    });
    if (atOnce.isUpdated || atOnce.item === undefined) return { user: parseUser(atOnce.item), at: nowMs };
    const later = await updateIf(client, {
      ...base,
      UpdateExpression: 'SET next_send_at = next_send_at + :pace',
      ConditionExpression: 'next_send_at > :now',
      ExpressionAttributeValues: { ':now': nowMs, ':pace': paceMs },
    });
    const user = parseUser(later.item);
    if (later.isUpdated && user) return { user, at: user.nextSendAt - paceMs };
  }
}

/** Telegram takes nothing for a chat before a moment: whoever reserves one from now on gets a later one. */
export async function delayChat(
  { client, tables }: StoreContext,
  chatId: number,
  untilMs: number,
): Promise<void> {
  const update = new UpdateCommand({
    TableName: tables.telegramUsers,
    Key: { chat_id: chatId },
    UpdateExpression: 'SET next_send_at = :until',
    ConditionExpression:
      'attribute_exists(chat_id) AND (attribute_not_exists(next_send_at) OR next_send_at < :until)',
    ExpressionAttributeValues: { ':until': untilMs },
  });
  await conditionHeld(client.send(update));
}
