import { checkHistory } from '../src/checks/check-history.ts';
import type { Journal } from '../src/history/journal.ts';
import { acknowledged, changes, historyWith, messages, soundJournal, user } from './small-history.ts';

const moment = { step: 60, at: 60 };

/** The bot hands the thread over, and gets it back by the customer's next message. */
const brokenPromise = changes.map((change, index) =>
  index === 1
    ? { ...change, after: { ...change.after, owner: { type: 'queue' }, queue: 'queue#0' } }
    : change,
);

/** The bot hands the thread over, and again in the thread's next life; people were alerted of the first time. */
const handedOverInTwoLives = (requestId: string): Partial<Journal> => ({
  heads: changes.map((change, index) => {
    const createdAt = index < 2 ? 1 : 2;
    const queued = index % 2 === 1 ? { owner: { type: 'queue' }, ownerEpoch: 2, queue: 'queue#0' } : {};
    const cause = change.cause && { ...change.cause, requestId: index < 2 ? 'r' : requestId };
    return { ...change, after: { ...change.after, ...queued, createdAt }, cause };
  }),
  alerts: [{ step: 21, at: 21, type: 'queued', threadId: 't', ownerEpoch: 2 }],
  begun: ['r', 'dies', 'dies', 'dies'],
});

const askedForEver = Array.from({ length: 31 }, () => ({ ...moment, threadId: 't', answers: ['m3'] }));

describe('a checked history', () => {
  it('is sound where every promise is kept', () => {
    expect(checkHistory(historyWith())).toEqual([]);
  });

  it.each<[string, Partial<Journal>, string]>([
    [
      'an acknowledged message that is not there',
      { told: [acknowledged({ answer: { type: 'stored', messageId: 'm9', seq: 9, timestamp: 90 } })] },
      'I1: c1 was acknowledged in t and is not there.',
    ],
    [
      'an acknowledgement of another number',
      { told: [acknowledged({ answer: { type: 'stored', messageId: 'm1', seq: 2, timestamp: 10 } })] },
      'I1: c1 is number 1, and was acknowledged as 2.',
    ],
    [
      'an acknowledgement of other words',
      { told: [acknowledged({ text: 'no' })] },
      'I20: c1 was acknowledged although it says something else.',
    ],
    [
      'a retry that is refused',
      {
        told: [
          acknowledged({
            asked: { step: 15, at: 15 },
            step: 18,
            answer: { type: 'refused', code: 'thread.owned' },
          }),
        ],
      },
      'I20: c1 was refused (thread.owned) in t although it is stored.',
    ],
    [
      'an id of one’s own that counts as used',
      { told: [acknowledged({ sender: 'shop', answer: { type: 'refused', code: 'message.idReused' } })] },
      'I20: c1 is called used again in t, and was not.',
    ],
    [
      'an acknowledgement before the publication',
      { published: [] },
      'I3: c1 of t was acknowledged before it was published.',
    ],
    ['a message that is left waiting', { heads: changes.slice(0, 3) }, 'I3: nobody answers message 3 of t.'],
    [
      'a thread that people cannot see in their queue',
      { queues: [{ ...moment, threadIds: ['t'] }] },
      'I22: the queue shows t, and  wait for a person.',
    ],
    [
      'a customer who was promised a person, and is the bot’s',
      { heads: brokenPromise },
      'I22: t is given to the bot at step 30, though its customer was promised a person.',
    ],
    [
      'a bot that is asked for ever',
      {
        asked: [...soundJournal.asked, ...askedForEver],
      },
      'The bot was asked',
    ],
    [
      'a bot’s message in a takeover',
      { windows: [{ threadId: 't', from: { step: 15, at: 15 }, until: { step: 25, at: 25 }, endsAt: 100 }] },
      'I4: the bot’s message 2 of t was committed at step 20, within a takeover.',
    ],
    [
      'a history that lacks a message',
      { histories: [{ ...moment, threadId: 't', messageIds: ['m1', 'm2', 'm3'], isKept: false }] },
      'I2: t is read as m1,m2,m3, and has m1,m2,m3,m4.',
    ],
    [
      'a message over a connection that was revoked',
      { revoked: [{ step: 4, at: 4, connectionId: 'ann-1' }] },
      'I21: c1 was taken over ann-1 after it was revoked.',
    ],
    [
      'a chunk that is tried again',
      { chunks: [1, 2].map((at) => ({ step: at, at, connectionId: 'ann-1', replyId: 'r' })) },
      'I19: ann-1 was posted two chunks of r within 1 ms.',
    ],
    [
      'a note that is not there',
      { notes: [{ step: 45, at: 45, threadId: 't', author: 'olga', noteId: 'n1', text: 'Calls later' }] },
      'Notes: n1 of t is stored 0 times.',
    ],
    ['what came to nothing', { vain: ['ann could not connect'] }, 'ann could not connect'],
    [
      'a function that was ended',
      { overdue: ['message-send r1'] },
      'message-send r1 was ended before it had answered.',
    ],
  ])('tells of %s', (_, difference, sentence) => {
    expect(checkHistory(historyWith(difference)).join('\n')).toContain(sentence);
  });

  it('tells of a message that is gone, and of one that has changed', () => {
    expect(checkHistory(historyWith({}, { messages: messages.slice(1) }))).toEqual([
      'I1: message 1 of t is stored 0 times.',
    ]);
    expect(
      checkHistory(historyWith({}, { messages: [user(1, { text: 'x' }), ...messages.slice(1)] })),
    ).toEqual(['I1: message 1 of t was changed.']);
  });

  it('reports a thread that waits for people while nobody is alerted, unless the function died at every try', () => {
    const sentence = 'Alerts: nobody is told that t waits for a person.';
    expect(checkHistory(historyWith(handedOverInTwoLives('r2')))).toContain(sentence);
    expect(checkHistory(historyWith(handedOverInTwoLives('dies')))).not.toContain(sentence);
  });

  it('tells of what is left of somebody who was erased', () => {
    const { items } = historyWith().snapshots[0]?.stored ?? {};
    if (items === undefined) throw new TypeError('There is no snapshot');
    const left = { ...items, tokens: [{ owner: 'zoe' }] };
    const erased = [{ ...moment, user: 'zoe' }];
    expect(checkHistory(historyWith({ erased }, { items: left }))).toEqual([
      'zoe was erased and is still in the table tokens: {"owner":"zoe"}',
    ]);
  });

  it('takes the lock of an invocation that died after an erasure for nothing, if it is gone a day later', () => {
    const { items } = historyWith().snapshots[0]?.stored ?? {};
    if (items === undefined) throw new TypeError('There is no snapshot');
    const lock = { senderId: 'zoe.1', lockedBy: 'r1', lockedUntil: 20_000, fence: 1, expiresAt: 86_400 };
    const withState = (state: Readonly<Record<string, unknown>>) =>
      checkHistory(
        historyWith({ erased: [{ ...moment, user: 'zoe' }] }, { items: { ...items, states: [state] } }),
      );
    expect(withState(lock)).toEqual([]);
    expect(withState({ ...lock, state: { name: 'Zoe' } })).toHaveLength(1);
    expect(withState({ ...lock, expiresAt: 30 * 86_400 })).toHaveLength(1);
  });

  it('tells of a channel that lacks a message, and of one that got them in another order', () => {
    const pushed = changes.map((change) => {
      const onChannel = (item: typeof change.after) =>
        item && { ...item, channel: 'telegram', undeliveredSince: 1 };
      return { ...change, before: onChannel(change.before), after: onChannel(change.after) };
    });
    const takenOf = (...ids: string[]) =>
      ids.map((messageId, index) => ({ step: 40 + index, at: 40, threadId: 't', messageId }));
    const sentences = (...ids: string[]) =>
      checkHistory(historyWith({ heads: pushed, taken: takenOf(...ids) }));
    expect(sentences('m2', 'm4')).toEqual([]);
    expect(sentences('m2')).toEqual(['I17: the channel never got message 4 of t.']);
    expect(sentences('m4', 'm2')).toEqual(['I17: the channel got 4,2 of t in this order.']);
  });
});
