import { createHash } from 'node:crypto';
import type { StoreTable } from '../../shared/client/store.ts';

/** A conversation, and the table that it lies in. */
export interface ConversationOf extends StoreTable {
  readonly userId: number;
  readonly chatId: number;
}

/**
 * Every key of the table is a pair of numbers, as in the original. What `chat_id` says:
 *
 * ```
 *       0                  the pointer to the current conversation, and the last number given
 *       1, 2, 3 ...        conversations
 *   -1e14 ... -1e8         pages of older turns: -(conversation * 1e8 + the first turn of the page)
 *   -6e15 ... -1e15        marks of the turns that lie on pages: -(1e15 + a hash of conversation and turn id)
 * ```
 */
export interface ConversationKey {
  readonly user_id: number;
  readonly chat_id: number;
}

/** A user has at most so many conversations, and a conversation so many turns, for the numbers to stay exact. */
export const maxChatId = 999_999;
const turnsPerChat = 1e8;
const firstMark = 1e15;
const hashBits = 52;

export function pointerKey(userId: number): ConversationKey {
  return { user_id: userId, chat_id: 0 };
}

export function conversationKey(userId: number, chatId: number): ConversationKey {
  return { user_id: userId, chat_id: chatId };
}

/** @param firstTurn the index of the page's first turn; the conversation's first turn has index 0 */
export function pageKey(userId: number, chatId: number, firstTurn: number): ConversationKey {
  return { user_id: userId, chat_id: -(chatId * turnsPerChat + firstTurn) };
}

/** The pages that begin at or before `turn`, in ascending order of the key: the latest page first. */
export function pageRange(chatId: number, turn = turnsPerChat - 1): { from: number; to: number } {
  return { from: -(chatId * turnsPerChat + turn), to: -(chatId * turnsPerChat) };
}

/** The index of a page's first turn. */
export function firstTurnOf(pageChatId: number): number {
  return -pageChatId % turnsPerChat;
}

export function markKey(userId: number, chatId: number, turnId: string): ConversationKey {
  const digest = createHash('sha256').update(`${chatId}|${turnId}`).digest();
  const hash = Number(digest.readBigUInt64BE() >> BigInt(64 - hashBits));
  return { user_id: userId, chat_id: -(firstMark + hash) };
}
