import type { ChatMessage, ThreadRow } from '@switchboard/chat-client';
import { nameOf } from '../text/names.ts';

/** How a customer is called. */
export const customerName = ({ name, userId }: Pick<ThreadRow['customer'], 'name' | 'userId'>): string =>
  name ?? nameOf(userId) ?? (userId.startsWith('guest') ? `Guest ${userId.slice(-4)}` : userId);

/** What is known of a customer: what they or the surrounding site said, with the first message that says something. */
export function attributesOf(
  messages: readonly Pick<ChatMessage, 'metadata'>[],
): readonly (readonly [string, string])[] {
  const given = messages.find(({ metadata }) => isRecord(metadata.customer))?.metadata.customer;
  if (!isRecord(given)) return [];
  return Object.entries(given).flatMap(([name, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return text === '' ? [] : [[name, text] as const];
  });
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
