import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditionHeld } from '@switchboard/data-core';
import { updateIf } from '../context/conditions.ts';
import type { StoreContext } from '../context/store-context.ts';
import { parseUser, type TelegramUser } from './telegram-user.ts';
import { takesWork, workAttribute, workMs } from './work.ts';

/** How far apart messages to one chat are, milliseconds: Telegram takes one a second, and 20 a minute in a group. */
const privatePaceMs = 1_000;
const groupPaceMs = 3_000;

/** A queue counts in whole seconds and brings a message back up to one second late: those that wait are further apart by that. */
const queueLatenessMs = 1_000;

export interface Slot {
  /** Undefined where there is no such user, or everything of theirs is being erased. */
  readonly user: TelegramUser | undefined;
  /** When the message may be sent, epoch milliseconds; not later than now if at once. */
  readonly at: number;
}

/**
 * Whose pace is kept. `users`: a chat without a user gets no item, and its caller sends nothing there. `everyone`: people who only talk to
 * the bot have no user, and their chat gets an item that holds nothing but its pace.
 */
type PacedChats = 'users' | 'everyone';

export interface SlotOptions {
  /** @default 'users' */
  readonly chats?: PacedChats;
  /**
   * How much further apart messages are that wait, milliseconds. 0 is for a caller that reserves a moment only when the message before it was
   * sent. @default 1000, by which a queue may bring a message back late
   */
  readonly latenessMs?: number;
  /** The earliest moment at which Telegram accepts a message for the chat, epoch milliseconds. @default now */
  readonly notBefore?: number;
  /** Begins this work for the user in the same request, as `beginWork` does. @default none */
  readonly work?: string;
}

const isQuiet = 'attribute_not_exists(next_send_at) OR next_send_at <= :earliest';

/**
 * The point of a round, from 0 to 1, at which a chat begins to wait: always the same for a chat, and far from those of neighbouring ids. If
 * many chats get mail at once, their messages would otherwise come back in the same second of each round and exceed Telegram's rate for a bot.
 */
const phaseOf = (chatId: number): number => (Math.abs(chatId) * 0.618_033_988_749_895) % 1;

/**
 * Reserves the next moment at which a message may be sent to a chat: one request where the chat is quiet, two where it is not. A caller
 * that gets a moment that is still to come stores what is to be sent and comes back then.
 *
 * ```
 * the chat was quiet            many wait
 * sent  next_send_at            |<- pace + lateness ->|
 *   |-- pace --|-- phase --| 1st waits            | 2nd waits ...
 * ```
 */
export async function reserveSlot(
  { client, tables, now }: StoreContext,
  chatId: number,
  { chats = 'users', latenessMs = queueLatenessMs, notBefore = 0, work }: SlotOptions = {},
): Promise<Slot> {
  const nowMs = now();
  const paceMs = chatId < 0 ? groupPaceMs : privatePaceMs;
  const roundMs = paceMs + latenessMs;
  const phaseMs = latenessMs === 0 ? 0 : Math.floor(roundMs * phaseOf(chatId));
  const waits = notBefore > nowMs;
  const earliest = waits ? notBefore : nowMs;
  const isTaken = chats === 'users' ? `${takesWork} AND ` : '';
  const begins = work === undefined ? '' : ', #work = :until';
  const base = {
    TableName: tables.telegramUsers,
    Key: { chat_id: chatId },
    ...(work !== undefined && { ExpressionAttributeNames: { '#work': workAttribute(work) } }),
  };
  const until = work === undefined ? {} : { ':until': nowMs + workMs };
  for (;;) {
    const at = waits ? earliest + phaseMs : nowMs;
    const first = await updateIf(client, {
      ...base,
      UpdateExpression: `SET next_send_at = :next${begins}`,
      ConditionExpression: `${isTaken}(${isQuiet})`,
      ExpressionAttributeValues: {
        ':earliest': earliest,
        ':next': at + (waits ? roundMs : paceMs),
        ...until,
      },
    });
    if (first.isUpdated) return { user: parseUser(first.item), at };
    if (first.item === undefined || (chats === 'users' && first.item.erasing !== undefined))
      return { user: undefined, at: earliest };
    const isFirstToWait = Number(first.item.next_send_at) <= nowMs + paceMs;
    const behind = await updateIf(client, {
      ...base,
      UpdateExpression: `SET next_send_at = next_send_at + :step${begins}`,
      ConditionExpression: `${isTaken}next_send_at > :earliest`,
      ExpressionAttributeValues: {
        ':earliest': earliest,
        ':step': roundMs + (isFirstToWait ? phaseMs : 0),
        ...until,
      },
    });
    if (behind.isUpdated)
      return { user: parseUser(behind.item), at: Number(behind.item.next_send_at) - roundMs };
  }
}

/** Telegram takes nothing for a chat before a moment: every later reservation is at or after it. A chat without an item has none made. */
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
