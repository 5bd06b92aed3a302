import type { ChatMessage, OutgoingMessage } from '@switchboard/chat-client';
import { quickRepliesOf } from '../src/conversation/quick-replies.ts';
import { type Conversation, conversationRows, type Row } from '../src/conversation/rows.ts';

const noon = new Date('2026-03-18T12:00:00').getTime();
const minute = 60_000;

const stored = (seq: number, fields: Partial<ChatMessage> = {}): ChatMessage => ({
  messageId: `m${seq}`,
  threadId: 't1',
  seq,
  timestamp: noon + seq * minute,
  messageType: 'user',
  text: `text ${seq}`,
  sender: 'ada',
  status: 'sent',
  metadata: {},
  ...fields,
});

const outgoing = (id: string, fields: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  clientMessageId: id,
  text: id,
  createdAt: noon + 10 * minute,
  status: 'sending',
  ...fields,
});

const rowsOf = (conversation: Partial<Conversation>): Row[] =>
  conversationRows({ messages: [], outgoing: [], replies: [], userId: 'ada', ...conversation });

const bubbles = (rows: Row[]) => rows.filter((row) => row.type === 'bubble');

describe('the rows of a conversation', () => {
  it('begin every day with its separator', () => {
    const rows = rowsOf({
      messages: [stored(1), stored(2), stored(3, { timestamp: noon + 24 * 60 * minute })],
    });
    expect(rows.map(({ type }) => type)).toEqual(['day', 'bubble', 'bubble', 'day', 'bubble']);
  });

  it('say of a bot’s bubble what it says, where it says it in the platform’s words', () => {
    const notice = { type: 'handOver' } as const;
    const [spoken] = bubbles(rowsOf({ messages: [stored(1, { messageType: 'bot', notice })] }));
    expect(spoken).toMatchObject({ says: notice, speaker: { kind: 'bot' } });
  });

  it('show what became of a message in its place, and no row for the change itself', () => {
    const change = { messageType: 'system', change: { type: 'edit', seq: 1 } } as const;
    const rows = rowsOf({
      messages: [
        stored(1, { text: 'new', status: 'edited' }),
        stored(2, { text: '', status: 'deleted' }),
        stored(3, { text: '', status: 'erased' }),
        stored(4, { ...change, text: 'new' }),
      ],
    });
    expect(bubbles(rows).map(({ text, changed }) => [text, changed])).toEqual([
      ['new', 'edited'],
      ['', 'deleted'],
      ['', 'deleted'],
    ]);
    expect(rows.map(({ type }) => type)).toEqual(['day', 'bubble', 'bubble', 'bubble']);
  });

  it('quote the message that another one replies to, and say if it is older than what is loaded', () => {
    const rows = rowsOf({
      messages: [stored(3), stored(4, { replyTo: 3, sender: 'olga', messageType: 'operator' })],
      outgoing: [outgoing('c1', { replyTo: 1 })],
    });
    expect(bubbles(rows).map(({ quote }) => quote)).toEqual([
      undefined,
      { seq: 3, speaker: { kind: 'self' }, text: 'text 3' },
      { seq: 1 },
    ]);
  });

  it('show stored messages, then those on their way, then replies being written', () => {
    const reply = { replyId: 'r1', text: 'Hel', ahead: [], updatedAt: noon + 11 * minute };
    const rows = rowsOf({ messages: [stored(1)], outgoing: [outgoing('c1')], replies: [reply] });
    expect(bubbles(rows).map(({ text, state }) => [text, state])).toEqual([
      ['text 1', 'sent'],
      ['c1', 'sending'],
      ['Hel', 'streaming'],
    ]);
  });

  it('do not show a reply of which nothing can be read yet', () => {
    const reply = { replyId: 'r1', text: '', ahead: [{ offset: 3, text: 'lo' }], updatedAt: noon };
    expect(rowsOf({ replies: [reply] })).toEqual([]);
  });

  it('keep their key when a message is acknowledged, and when a reply is finished', () => {
    const before = rowsOf({ outgoing: [outgoing('c1')] });
    const after = rowsOf({ messages: [stored(1, { clientMessageId: 'c1' }), stored(2, { replyId: 'r1' })] });
    expect(bubbles(before)[0]?.key).toBe(bubbles(after)[0]?.key);
    expect(bubbles(after)[1]?.key).toBe('r1');
  });

  it('put bubbles of one sender within five minutes together', () => {
    const rows = rowsOf({
      messages: [
        stored(1),
        stored(2),
        stored(8),
        stored(9, { sender: 'bot', messageType: 'bot' }),
        stored(10, { sender: 'rules', messageType: 'bot' }),
      ],
    });
    expect(bubbles(rows).map(({ first, last }) => [first, last])).toEqual([
      [true, false],
      [false, true],
      [true, true],
      [true, false],
      [false, true],
    ]);
  });

  it('tell own messages from those of others', () => {
    const rows = rowsOf({
      messages: [
        stored(1),
        stored(2, { sender: 'bob' }),
        stored(3, { sender: 'bot', messageType: 'bot' }),
        stored(4, { sender: 'olga', messageType: 'operator' }),
      ],
    });
    expect(bubbles(rows).map(({ speaker }) => speaker)).toEqual([
      { kind: 'self' },
      { kind: 'user', userId: 'bob' },
      { kind: 'bot' },
      { kind: 'operator', userId: 'olga' },
    ]);
  });

  it('show what the platform says as a remark, which ends a group', () => {
    const rows = rowsOf({
      messages: [stored(1), stored(2, { messageType: 'system', text: 'Olga has joined.' }), stored(3)],
    });
    expect(rows.map(({ type }) => type)).toEqual(['day', 'bubble', 'remark', 'bubble']);
    expect(bubbles(rows).every(({ first, last }) => first && last)).toBe(true);
  });

  it('say who has answered a question of the bot’s to operators', () => {
    const metadata = { approval: { id: 'q1', approved: true } };
    const answer = stored(2, { messageType: 'system', text: 'Yes', sender: 'olga', metadata });
    expect(rowsOf({ messages: [stored(1), answer] }).at(-1)).toMatchObject({
      type: 'remark',
      text: 'Yes',
      answeredBy: 'olga',
    });
  });

  it('say why a message failed', () => {
    const failed = outgoing('c1', { status: 'failed', error: { code: 'x', message: 'Too long.' } });
    expect(bubbles(rowsOf({ outgoing: [failed] }))[0]).toMatchObject({
      state: 'failed',
      outgoing: failed,
    });
  });
});

describe('quick replies', () => {
  const offers = (quickReplies: unknown) => quickRepliesOf(stored(1, { metadata: { quickReplies } }));

  it('are the texts that the newest message offers, each once', () => {
    expect(offers([{ text: 'Yes' }, { text: 'No' }, { text: 'Yes' }])).toEqual(['Yes', 'No']);
  });

  it('are empty for a message without an offer', () => {
    expect(quickRepliesOf(undefined)).toEqual([]);
    for (const nonsense of [undefined, 'Yes', [null, 7, {}, { text: 3 }, { text: ' ' }]]) {
      expect(offers(nonsense)).toEqual([]);
    }
  });
});
