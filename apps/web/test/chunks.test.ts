import fc from 'fast-check';
import { chunksOf } from '../src/conversation/chunks.ts';
import { conversationRows, type Row } from '../src/conversation/rows.ts';

const message = (seq: number) => ({
  messageId: `m${seq}`,
  threadId: 't',
  seq,
  timestamp: Date.UTC(2026, 2, 3) + seq * 3_600_000,
  messageType: seq % 2 === 0 ? ('bot' as const) : ('user' as const),
  text: `message ${seq}`,
  sender: seq % 2 === 0 ? 'rules' : 'ann',
  status: 'sent' as const,
  metadata: {},
});

const rowsOf = (from: number, to: number, waiting = 0): Row[] =>
  conversationRows({
    messages: Array.from({ length: to - from + 1 }, (_, index) => message(from + index)),
    outgoing: Array.from({ length: waiting }, (_, index) => ({
      clientMessageId: `c${index}`,
      text: 'on its way',
      metadata: {},
      createdAt: Date.UTC(2026, 3, 3),
      status: 'sending' as const,
    })),
    replies: [],
    userId: 'ann',
  });

const homes = (rows: readonly Row[]): Map<string, number> =>
  new Map(chunksOf(rows).flatMap(({ key, rows: own }) => own.map((row) => [row.key, key] as const)));

describe('chunks of a conversation', () => {
  it('have every row once, in order, and keys that rise', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(300), fc.nat(60), (before, length, waiting) => {
        const rows = rowsOf(before + 1, before + length, waiting);
        const chunks = chunksOf(rows);
        expect(chunks.flatMap((chunk) => chunk.rows)).toEqual(rows);
        const keys = chunks.map(({ key }) => key);
        expect(keys).toEqual([...new Set(keys)].toSorted((a, b) => a - b));
      }),
    );
  });

  it('keep their messages when older and newer ones come', () => {
    const some = homes(rowsOf(100, 200));
    const all = homes(rowsOf(1, 300));
    for (const [key, chunk] of some)
      if (key.startsWith('m')) expect([key, all.get(key)]).toEqual([key, chunk]);
  });

  it('have the message that is on its way where it will be when it is stored', () => {
    for (const last of [38, 39, 40, 79]) {
      const sending = homes(rowsOf(1, last, 1)).get('c0');
      expect(sending).toBe(homes(rowsOf(1, last + 1)).get(`m${last + 1}`));
    }
  });

  it('are one where nothing but notices is there', () => {
    const rows: Row[] = [{ type: 'remark', key: 'r', text: 'You are next in line.' }];
    expect(chunksOf(rows)).toEqual([{ key: 0, rows }]);
  });
});
