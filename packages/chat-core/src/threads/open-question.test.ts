import { testHead } from '../../test/test-head.ts';
import type { AppendRequest, Author } from '../append/append-request.ts';
import { decideAppend } from '../append/decide-append.ts';
import { decideOwner } from './change-owner.ts';
import { owesReply, unreadBy } from './ownership.ts';
import { decideCancel, decideSettle } from './sweep-thread.ts';
import type { OpenQuestion, Owner, ThreadHead, Waiting } from './thread-head.ts';
import { isQuestionOver, waitingAfter, waitingAt } from './waiting.ts';

const now = 1_800_000_000_000;
const until = now + 60_000;
const bots: Owner = { type: 'bot' };
const asked: OpenQuestion = { id: 'q1', of: 'operator', until };
const over: OpenQuestion = { ...asked, until: now };
/** The mark of a question that nobody has answered yet: the sweeper finds it when the question has ended. */
const mark: Waiting = { kind: 'bot', since: until, attempts: 0 };
const olga: Author = { type: 'operator', userId: 'olga' };
const rules: Author = { type: 'bot', name: 'rules' };

/** A thread whose two messages have been answered by a question. */
const head = (change: Partial<ThreadHead> = {}): ThreadHead =>
  testHead({
    seq: 3,
    lastUserSeq: 2,
    answeredSeq: 2,
    lastTimestamp: now - 1_000,
    expiresAt: 1_900_000_000,
    question: asked,
    waiting: mark,
    ...change,
  });

function decide(author: Author, from: ThreadHead, change: Partial<AppendRequest>) {
  const request: AppendRequest = { threadId: 't1', author, text: 'Yes', ...change };
  return decideAppend({ request, head: from, life: from.createdAt, messageId: 'm1', now });
}

function headAfter(...args: Parameters<typeof decide>): ThreadHead {
  const decision = decide(...args);
  if ('outcome' in decision) throw new Error(decision.outcome);
  return decision.nextHead;
}

describe('a question of the bot', () => {
  it('is over when its time is up, or an operator has answered it', () => {
    expect(isQuestionOver({ question: asked }, until - 1)).toBe(false);
    expect(isQuestionOver({ question: asked }, until)).toBe(true);
    expect(isQuestionOver({ question: { ...asked, isAnswered: true } }, now)).toBe(true);
    expect(isQuestionOver({}, until)).toBe(false);
  });

  it('is no wait before it is over', () => {
    expect(waitingAt(head(), until - 1)).toBeUndefined();
    expect(waitingAt(head(), until)).toBe(mark);
    const { waiting: _, ...unmarked } = head();
    expect(waitingAt(unmarked, until)).toBeUndefined();
  });

  it('hides no wait of a message, though the clock of its writer was ahead', () => {
    const waiting = { kind: 'bot', since: now + 5_000, attempts: 0 } as const;
    expect(waitingAt(head({ lastUserSeq: 4, waiting }), now)).toBe(waiting);
  });

  it('lets the bot owe a reply once it is over, although nobody has written', () => {
    expect(owesReply(head({ question: over, waiting: { ...mark, since: now } }), false, now)).toBe(true);
    expect(owesReply(head(), false, now)).toBe(false);
  });
});

describe('the mark of a question', () => {
  type Before = Parameters<typeof waitingAfter>[0];
  type After = Parameters<typeof waitingAfter>[1];
  const answered = { lastUserSeq: 2, answeredSeq: 2 };
  const open = { lastUserSeq: 3, answeredSeq: 2 };
  const tried: Waiting = { kind: 'bot', since: until, attempts: 2, retryAt: until + 5 };
  const failed: Waiting = { kind: 'failed', since: until, attempts: 6 };
  const fresh: Waiting = { kind: 'bot', since: now, attempts: 0 };
  const other = { ...asked, id: 'q0' };
  const earlier = { ...asked, until: until - 1 };
  const queued: Waiting = { kind: 'queue', since: 5, attempts: 0 };

  it.each<[string, Before, After, Waiting | undefined]>([
    ['is set when it is asked', open, { owner: bots, ...answered, question: asked }, mark],
    [
      'stays with its tries while nothing else happens',
      { ...answered, question: asked, waiting: tried },
      { owner: bots, ...answered, question: asked },
      tried,
    ],
    [
      'stays when the bot has failed',
      { ...answered, question: asked, waiting: failed },
      { owner: bots, ...answered, question: asked },
      failed,
    ],
    [
      'is that of the new question where another was asked',
      { ...answered, question: other, waiting: tried },
      { owner: bots, ...answered, question: asked },
      mark,
    ],
    [
      'moves with the end of the question',
      { ...answered, question: earlier, waiting: tried },
      { owner: bots, ...answered, question: asked },
      mark,
    ],
    [
      'is set again once what was written has been answered',
      { ...open, question: asked, waiting: tried },
      { owner: bots, ...answered, question: asked },
      mark,
    ],
    [
      'is set when the thread comes back to the bot',
      { ...answered, question: asked, waiting: queued },
      { owner: bots, ...answered, question: asked },
      mark,
    ],
    [
      'is none without a question',
      { ...answered, question: asked, waiting: tried },
      { owner: bots, ...answered },
      undefined,
    ],
    [
      'is none while a person has the thread',
      { ...answered, question: asked, waiting: tried },
      { owner: { type: 'operator', userId: 'olga', leaseUntil: until }, ...answered, question: asked },
      undefined,
    ],
    [
      'gives way to a message that waits from now on',
      { ...answered, question: asked, waiting: mark },
      { owner: bots, ...open, question: asked },
      fresh,
    ],
    [
      'is the wait of a message too, once the question is over',
      { ...answered, question: over, waiting: { ...tried, since: now } },
      { owner: bots, ...open, question: over },
      { ...tried, since: now },
    ],
  ])('%s', (_, before, after, expected) => {
    expect(waitingAfter(before, after, now)).toStrictEqual(expected);
  });
});

describe('an operator who answers the question', () => {
  const answer = { answersQuestion: { id: 'q1', isApproved: true } };

  it('changes no owner and asks the bot at once', () => {
    const before = head();
    const after = headAfter(olga, before, answer);
    expect(after).toStrictEqual({
      ...before,
      seq: 4,
      lastTimestamp: now,
      question: { ...asked, until: now, isAnswered: true, isApproved: true },
      waiting: { kind: 'bot', since: now, attempts: 0 },
    });
    expect(owesReply(after, false, now)).toBe(true);
    expect(decide(olga, before, answer)).toMatchObject({
      message: { messageType: 'system', sender: 'olga' },
    });
  });

  it('leaves no mark where another operator has the thread', () => {
    const { waiting: _, ...before } = head({
      owner: { type: 'operator', userId: 'otto', leaseUntil: until },
    });
    const after = headAfter(olga, before, answer);
    expect(after).toMatchObject({ owner: { userId: 'otto' }, question: { isAnswered: true } });
    expect(after).not.toHaveProperty('waiting');
  });

  it.each<[string, OpenQuestion | undefined]>([
    ['there is none', undefined],
    ['another one waits', { ...asked, id: 'q2' }],
    ['the customer is asked', { ...asked, of: 'customer' }],
    ['its time is up', over],
    ['it has been answered', { ...asked, isAnswered: true }],
  ])('is refused where %s', (_, question) => {
    const { question: __, ...none } = head();
    const from = question === undefined ? none : { ...none, question };
    expect(decide(olga, from, answer)).toEqual({ outcome: 'answered' });
  });
});

describe('a customer who answers the question', () => {
  const ann = { type: 'user', userId: 'ann' } as const;
  const ofCustomer: OpenQuestion = { ...asked, of: 'customer' };
  const answer = { answersQuestion: { id: 'q1', isApproved: false } };

  it('says so in the head, and waits for the bot', () => {
    const after = headAfter(ann, head({ question: ofCustomer }), answer);
    expect(after.question).toEqual({ ...ofCustomer, until: now, isAnswered: true, isApproved: false });
    expect(after).toMatchObject({ lastUserSeq: 4, waiting: { kind: 'bot', since: now } });
  });

  it.each<[string, Partial<ThreadHead>]>([
    ['another one waits', { question: { ...ofCustomer, id: 'q2' } }],
    ['an operator is asked', { question: asked }],
    ['its time is up', { question: { ...ofCustomer, until: now } }],
    ['it has been answered', { question: { ...ofCustomer, isAnswered: true, isApproved: true } }],
    [
      'the bot has to look who was asked',
      {
        question: ofCustomer,
        participants: ['ann', 'ben'].map((userId) => ({ userId, role: 'customer' as const })),
      },
    ],
  ])('changes nothing of it where %s', (_, change) => {
    const before = head(change);
    expect(headAfter(ann, before, answer).question).toEqual(before.question);
  });
});

describe('a reply to the end of a question alone', () => {
  const turn = { ownerEpoch: 1, answeredUntil: 2, settles: 'q1', onlySettles: true };

  it('is refused once the question does not wait any more', () => {
    const { question: _, ...none } = head();
    expect(decide(rules, none, { turn })).toEqual({ outcome: 'answered' });
    expect(headAfter(rules, head({ question: over }), { turn })).not.toHaveProperty('question');
  });
});

describe('a question is asked and forgotten', () => {
  const turn = { ownerEpoch: 1, answeredUntil: 2 };

  it('by the bot’s turn, and by nothing else that is said', () => {
    const next = { id: 'q2', of: 'customer', until: until + 1 } as const;
    const after = headAfter(rules, head(), { turn: { ...turn, question: next } });
    expect(after).toMatchObject({ question: next, waiting: { since: until + 1 } });
    const done = headAfter(rules, head(), { turn: { ...turn, settles: 'q1' } });
    expect(['question', 'waiting'].filter((name) => name in done)).toEqual([]);
    const answered = { ...asked, isAnswered: true, isApproved: false };
    expect(headAfter(rules, head({ question: answered }), { turn }).question).toEqual(answered);
    for (const author of [rules, olga, { type: 'user', userId: 'ann' } as const]) {
      expect(headAfter(author, head(), {}).question).toEqual(asked);
    }
  });

  it('with the end of the conversation', () => {
    const closed = decideOwner(head({ owner: { type: 'queue' } }), 'olga', { type: 'close' }, now);
    expect(['question', 'waiting'].filter((name) => name in closed)).toEqual([]);
  });

  it('once it is over and its thread is settled, and not before', () => {
    const settlement = { throughSeq: 2 };
    const settled = decideSettle(head({ question: over, waiting: { ...mark, since: now } }), settlement, now);
    expect(['question', 'waiting'].filter((name) => name in settled)).toEqual([]);
    expect(decideSettle(head({ waiting: { ...mark, since: 5 } }), settlement, now)).toMatchObject({
      question: asked,
    });
  });

  it('is no reply that could be cancelled before it is over', () => {
    expect(decideCancel(head(), now)).toEqual({ outcome: 'noReply' });
    expect(decideCancel(head({ question: over, waiting: { ...mark, since: now } }), now)).not.toHaveProperty(
      'question',
    );
  });
});

describe('what a user has not read', () => {
  it('is everything since the message that was read last, and all of it for nobody', () => {
    const read = head({ readPositions: { olga: 1, otto: 3, odo: 9 } });
    expect(['olga', 'otto', 'odo', 'ann', undefined].map((userId) => unreadBy(read, userId))).toEqual([
      2, 0, 0, 1, 3,
    ]);
  });
});
