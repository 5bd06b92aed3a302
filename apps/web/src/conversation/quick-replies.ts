import type { ChatMessage } from '@switchboard/chat-client';

/** More would hide the conversation. */
const shownAtMost = 8;

/** What the newest message offers as answers; nothing once it has been answered. */
export function quickRepliesOf(message: ChatMessage | undefined): readonly string[] {
  const offered = message?.metadata.quickReplies;
  if (!Array.isArray(offered)) return [];
  const texts = offered.map(textOf).filter((text) => text !== '');
  return [...new Set(texts)].slice(0, shownAtMost);
}

function textOf(offer: unknown): string {
  const text = typeof offer === 'object' && offer !== null ? (offer as { text?: unknown }).text : offer;
  return typeof text === 'string' ? text.trim() : '';
}
