import fc from 'fast-check';
import { decodeCursor, encodeCursor } from './cursor.ts';

const threadId = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 256 });
const timestamp = fc.maxSafeNat();

describe('a cursor', () => {
  it('says where it was made, whatever the thread is called', () => {
    fc.assert(
      fc.property(threadId, timestamp, (id, time) => {
        const cursor = encodeCursor({ threadId: id, timestamp: time });
        expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(decodeCursor(cursor, id)).toEqual({ threadId: id, timestamp: time });
      }),
    );
  });

  it('says nothing in another thread', () => {
    fc.assert(
      fc.property(threadId, threadId, timestamp, (id, other, time) => {
        fc.pre(id !== other);
        return decodeCursor(encodeCursor({ threadId: id, timestamp: time }), other) === undefined;
      }),
    );
  });

  it('that someone made up is refused, never thrown at', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String()), threadId, (text, id) => {
        const position = decodeCursor(text, id);
        return position === undefined || position.threadId === id;
      }),
    );
  });
});
