import type { OutgoingMessage } from './outgoing-message.ts';

/** Where messages wait that are not acknowledged yet. What it keeps is sent after a reload of the page. */
export interface OutboxStorage {
  load(): readonly OutgoingMessage[];
  save(messages: readonly OutgoingMessage[]): void;
}

/** Keeps nothing beyond the client's own life. */
export const memoryOutbox = (): OutboxStorage => ({ load: () => [], save: () => {} });

/** The part of `sessionStorage` that is used. */
export interface TextStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/**
 * Keeps the outbox in the browser's storage. Give it `sessionStorage`: it survives a reload and belongs to one tab, where
 * two tabs that share `localStorage` would overwrite each other's messages.
 */
export const webOutbox = (storage: TextStorage, key: string): OutboxStorage => ({
  load: () => parseMessages(storage.getItem(key)),
  save: (messages) => {
    try {
      if (messages.length === 0) storage.removeItem(key);
      else storage.setItem(key, JSON.stringify(messages));
    } catch {
      // A full or forbidden storage must not stop the sending: the message is then kept in memory alone.
    }
  },
});

function parseMessages(text: string | null): OutgoingMessage[] {
  try {
    const parsed: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(parsed) ? parsed.filter(isOutgoingMessage) : [];
  } catch {
    return [];
  }
}

function isOutgoingMessage(value: unknown): value is OutgoingMessage {
  if (typeof value !== 'object' || value === null) return false;
  const { clientMessageId, text, createdAt, status } = value as Partial<Record<string, unknown>>;
  return (
    typeof clientMessageId === 'string' &&
    typeof text === 'string' &&
    typeof createdAt === 'number' &&
    (status === 'sending' || status === 'failed')
  );
}
