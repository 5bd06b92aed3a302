import { readTurns, type Turn } from './turn.ts';

/** What a list of conversations shows of each. */
export interface ConversationSummary {
  readonly userId: number;
  /** 1, 2, 3, ... for each user. */
  readonly chatId: number;
  readonly language: string;
  readonly turnCount: number;
  /** In epoch milliseconds; 0 where the item does not say. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface Conversation extends ConversationSummary {
  /** The newest turns; `history` gives all. */
  readonly content: readonly Turn[];
}

export const summaryAttributes = [
  'user_id',
  'chat_id',
  'language',
  'turn_count',
  'created_at',
  'updated_at',
  'deleted_at',
];

export function readSummary(item: Record<string, unknown>, defaultLanguage: string): ConversationSummary {
  const { language } = item;
  return {
    userId: numberOf(item.user_id),
    chatId: numberOf(item.chat_id),
    language: typeof language === 'string' && language !== '' ? language : defaultLanguage,
    turnCount: numberOf(item.turn_count),
    createdAt: numberOf(item.created_at),
    updatedAt: numberOf(item.updated_at),
  };
}

export function readConversation(item: Record<string, unknown>, defaultLanguage: string): Conversation {
  return { ...readSummary(item, defaultLanguage), content: readTurns(item.content) };
}

/** A conversation that is being deleted no longer exists for anyone but its deletion. */
export function isDeleted(item: Record<string, unknown>): boolean {
  return item.deleted_at !== undefined;
}

export function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
