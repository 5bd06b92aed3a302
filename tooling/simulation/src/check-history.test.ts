import { checkHistory } from './check-history.ts';
import type { History, RecordedMessage } from './history.ts';

const user = (seq: number): RecordedMessage => ({
  threadId: 't',
  messageId: `m${seq}`,
  seq,
  timestamp: seq * 10,
  messageType: 'user',
  text: 'hello',
  clientMessageId: `c${seq}`,
});
const bot = (seq: number, turn: number, ...answers: string[]): RecordedMessage => ({
  threadId: 't',
  messageId: `m${seq}`,
  seq,
  timestamp: seq * 10,
  messageType: 'bot',
  text: JSON.stringify({ turn, answers }),
});
const head = { threadId: 't', seq: 4, lastUserSeq: 3, awaiting: false, botMayAnswer: true };
const stored = [user(1), bot(2, 1, 'm1'), user(3), bot(4, 2, 'm3')];
const sound: History = {
  acknowledgements: [{ threadId: 't', clientMessageId: 'c1', messageId: 'm1', seq: 1, timestamp: 10 }],
  unacknowledged: [],
  commits: stored.map((message, index) => ({ step: index * 10, at: index, message })),
  humanWindows: [{ threadId: 't', from: 11, until: 29, endsAt: Number.POSITIVE_INFINITY }],
  stored,
  heads: [head],
};

describe('a checked history', () => {
  it('is sound where every invariant holds', () => {
    expect(checkHistory(sound)).toEqual([]);
  });

  it.each<[string, Partial<History>, string]>([
    [
      'I1: an acknowledged message that is not there',
      {
        acknowledgements: [{ threadId: 't', clientMessageId: 'c9', messageId: 'm9', seq: 9, timestamp: 90 }],
      },
      'I1: c9 is stored 0 times',
    ],
    [
      'I1: an acknowledgement that says something else',
      {
        acknowledgements: [{ threadId: 't', clientMessageId: 'c1', messageId: 'm1', seq: 3, timestamp: 10 }],
      },
      'I1: c1 is stored as 1, but was acknowledged as 3',
    ],
    ['I2: a gap', { heads: [{ ...head, seq: 5 }] }, 'I2: t has the numbers 1,2,3,4, its head says 5'],
    ['I3: a thread that waits', { heads: [{ ...head, awaiting: true }] }, 'I3: t still waits for an answer'],
    [
      'I3: a message that nobody answered',
      { heads: [{ ...head, lastUserSeq: 4 }] },
      'I3: nobody answered message 4 of t',
    ],
    [
      'I4: a bot’s message within a takeover',
      { humanWindows: [{ threadId: 't', from: 5, until: 15, endsAt: 100 }] },
      'I4: the bot’s message 2 of t was committed at step 10, within a takeover',
    ],
    [
      'I5: two replies to one message',
      { stored: [user(1), bot(2, 1, 'm1'), user(3), bot(4, 2, 'm1', 'm3')] },
      'I5: t has two replies to one message: m1,m1,m3',
    ],
    [
      'I6: a turn that was lost',
      { stored: [user(1), bot(2, 1, 'm1'), user(3), bot(4, 1, 'm3')] },
      'I6: the bot’s turns in t were 1,1',
    ],
    ['a send that nobody answered', { unacknowledged: ['c7'] }, 'c7 was never acknowledged'],
  ])('tells of %s', (_, difference, violation) => {
    expect(checkHistory({ ...sound, ...difference })).toEqual([violation]);
  });
});
