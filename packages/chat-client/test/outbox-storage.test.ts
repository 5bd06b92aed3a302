import { type TextStorage, webOutbox } from '../src/outbox/outbox-storage.ts';
import type { OutgoingMessage } from '../src/outbox/outgoing-message.ts';

const createStorage = (
  entries: Record<string, string> = {},
): TextStorage & { entries: Map<string, string> } => {
  const map = new Map(Object.entries(entries));
  return {
    entries: map,
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => {
      map.set(key, value);
    },
    removeItem: (key) => {
      map.delete(key);
    },
  };
};

const message: OutgoingMessage = { clientMessageId: 'c1', text: 'hello', createdAt: 1, status: 'sending' };

describe("an outbox in the browser's storage", () => {
  it('gives back what it was given, and leaves nothing behind when it is empty', () => {
    const storage = createStorage();
    const outbox = webOutbox(storage, 'outbox');
    outbox.save([message]);
    expect(outbox.load()).toEqual([message]);
    outbox.save([]);
    expect(storage.entries.size).toBe(0);
  });

  it('is empty when something else has written there', () => {
    for (const text of ['', '{', 'null', '{}', '[1, null, {"text": "x"}]']) {
      expect(webOutbox(createStorage({ outbox: text }), 'outbox').load()).toEqual([]);
    }
  });

  it('is empty when nothing was ever written', () => {
    expect(webOutbox(createStorage(), 'outbox').load()).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['no object', 'c1'],
    ['null', null],
    ['without an id', { ...message, clientMessageId: 1 }],
    ['without a text', { ...message, text: 1 }],
    ['without a time', { ...message, createdAt: '1' }],
    ['with a status of another kind', { ...message, status: 'sent' }],
  ])('gives back the messages around one that is none: %s', (_, wrong) => {
    const failed: OutgoingMessage = { ...message, clientMessageId: 'c2', status: 'failed' };
    const storage = createStorage({ outbox: JSON.stringify([message, wrong, failed]) });
    expect(webOutbox(storage, 'outbox').load()).toEqual([message, failed]);
  });

  it('does not stop the sending when the storage is full', () => {
    const full: TextStorage = {
      ...createStorage(),
      setItem: () => {
        throw new DOMException('Full.', 'QuotaExceededError');
      },
    };
    expect(() => webOutbox(full, 'outbox').save([message])).not.toThrow();
  });
});
