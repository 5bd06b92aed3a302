import type { History, Snapshot } from '../src/checks/history.ts';
import {
  type Cause,
  emptyJournal,
  type HeadChange,
  type Item,
  type Journal,
  type RecordedMessage,
  type Told,
} from '../src/history/journal.ts';
import { replay } from '../src/history/replay.ts';

const expiresAt = 4_000_000_000;

export const user = (seq: number, change: Partial<RecordedMessage> = {}): RecordedMessage => ({
  threadId: 't',
  messageId: `m${seq}`,
  seq,
  timestamp: seq * 10,
  messageType: 'user',
  sender: 'ann',
  text: `hello ${seq}`,
  clientMessageId: `c${seq}`,
  expiresAt,
  ...change,
});

/** The simulation's bot answers. @param ask which of its turns it is */
export const bot = (seq: number, ask: number, ...answers: string[]): RecordedMessage => ({
  threadId: 't',
  messageId: `m${seq}`,
  seq,
  timestamp: seq * 10,
  messageType: 'bot',
  sender: 'simulated',
  text: JSON.stringify({ ask, turn: ask, answers, first: 'm1', handsOver: false }),
  expiresAt,
});

const head = {
  threadId: 't',
  channel: 'web',
  seq: 1,
  lastUserSeq: 1,
  answeredSeq: 0,
  participants: [{ userId: 'ann', role: 'customer' }],
  owner: { type: 'bot' },
  ownerEpoch: 1,
  createdAt: 1,
  expiresAt,
};

/** The head after message 1, which waits for the bot, and after its answer, and so on. */
const heads: readonly Item[] = [
  { ...head, queue: 'bot#0' },
  { ...head, seq: 2, answeredSeq: 1 },
  { ...head, seq: 3, lastUserSeq: 3, answeredSeq: 1, queue: 'bot#0' },
  { ...head, seq: 4, lastUserSeq: 3, answeredSeq: 3 },
];

export const messages = [user(1), bot(2, 1, 'm1'), user(3), bot(4, 2, 'm3')];

const causeAt = (step: number, functionName: string): Cause => ({
  functionName,
  requestId: 'r',
  event: {},
  begun: { step, at: step },
});

/** What was written at the steps 10, 20, 30 and 40. */
export const changes: readonly HeadChange[] = messages.map((message, index) => {
  const step = (index + 1) * 10;
  const cause = causeAt(step - 5, message.messageType === 'user' ? 'message-send' : 'responder');
  const after = heads[index] ?? null;
  return { step, at: step, threadId: 't', before: heads[index - 1] ?? null, after, message, cause };
});

export const acknowledged = (change: Partial<Told> = {}): Told => ({
  step: 15,
  at: 15,
  threadId: 't',
  sender: 'ann',
  text: 'hello 1',
  clientMessageId: 'c1',
  connectionId: 'ann-1',
  asked: { step: 5, at: 5 },
  answer: { type: 'stored', messageId: 'm1', seq: 1, timestamp: 10 },
  ...change,
});

/** Two questions and their answers. */
export const soundJournal: Journal = {
  ...emptyJournal(),
  heads: changes,
  told: [acknowledged()],
  asked: [
    { step: 16, at: 16, threadId: 't', answers: ['m1'] },
    { step: 36, at: 36, threadId: 't', answers: ['m3'] },
  ],
  published: [{ step: 12, at: 12, messageId: 'm1' }],
  calms: [{ step: 50, at: 50 }],
};

const noItems = { connections: [], states: [], tokens: [], locks: [], config: [], partitionedKeys: [] };

const snapshot: Snapshot = {
  step: 50,
  at: 50,
  objects: [],
  stored: { messages, heads: heads.slice(-1), items: { ...noItems, messages: [], threads: [] } },
};

/** A history whose parts differ from those of the sound one. */
export function historyWith(
  difference: Partial<Journal> = {},
  stored: Partial<Snapshot['stored']> = {},
): History {
  const journal = { ...soundJournal, ...difference };
  const snapshots = [{ ...snapshot, stored: { ...snapshot.stored, ...stored } }];
  return { journal, replay: replay(journal, { restarts: false }), snapshots };
}
