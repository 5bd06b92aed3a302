import type { ChatMessage, ChatSnapshot, ThreadRow } from '@switchboard/chat-client';

type KnownCustomer = ThreadRow['customer'];

/** A conversation's customer: as a list or the service says, or else as far as the conversation itself tells. */
export function customerOf(
  { messages, people }: Pick<ChatSnapshot, 'messages' | 'people'>,
  known: KnownCustomer | undefined,
): KnownCustomer {
  const userId = known?.userId ?? messages.find(({ messageType }) => messageType === 'user')?.sender ?? '';
  return { ...people.get(userId), ...known, userId };
}

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
