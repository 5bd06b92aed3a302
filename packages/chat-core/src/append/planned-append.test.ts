import { testHead } from '../../test/test-head.ts';
import { operatorLeaseMs } from '../threads/ownership.ts';
import type { Owner, ThreadHead } from '../threads/thread-head.ts';
import type { AppendRequest, Author } from './append-request.ts';
import { type AppendFacts, decideAppend, type PlannedAppend } from './decide-append.ts';

const now = 1_800_000_000_000;
const nowSeconds = 1_800_000_000;
const daySeconds = 86_400;

const ann: Author = { type: 'user', userId: 'ann' };
const olga: Author = { type: 'operator', userId: 'olga' };
const rules: Author = { type: 'bot', name: 'rules' };
const queued = { type: 'queued' } as const;
const olgas: Owner = { type: 'operator', userId: 'olga', leaseUntil: now + 1 };

/** A thread of Ann's, who has written four messages; the first two have been answered. */
const head = (change: Partial<ThreadHead> = {}): ThreadHead =>
  testHead({
    version: 9,
    seq: 4,
    lastTimestamp: now - 10_000,
    lastUserSeq: 4,
    answeredSeq: 2,
    ownerEpoch: 7,
    createdAt: now - 60_000,
    expiresAt: nowSeconds,
    ...change,
  });

type Rest = Partial<Omit<AppendFacts, 'request' | 'head'>>;

function decide(
  author: Author,
  from: ThreadHead | null,
  change: Partial<AppendRequest> = {},
  rest: Rest = {},
): ReturnType<typeof decideAppend> {
  const request: AppendRequest = { threadId: 't1', author, text: 'hello', ...change };
  return decideAppend({ request, head: from, life: from?.createdAt, messageId: 'm1', now, ...rest });
}

function plan(...asked: Parameters<typeof decide>): PlannedAppend {
  const decision = decide(...asked);
  if ('outcome' in decision) throw new Error(decision.outcome);
  return decision;
}

const headAfter = (...asked: Parameters<typeof decide>): ThreadHead => plan(...asked).nextHead;

describe('the message that is written', () => {
  it('has nothing that the author did not say', () => {
    expect(plan(ann, head()).message).toStrictEqual({
      messageId: 'm1',
      threadId: 't1',
      seq: 5,
      timestamp: now,
      messageType: 'user',
      text: 'hello',
      sender: 'ann',
      status: 'sent',
      metadata: {},
      expiresAt: nowSeconds + 90 * daySeconds,
    });
  });

  it('has everything that the author said', () => {
    const said = {
      metadata: { order: 7 },
      clientMessageId: 'c1',
      replyId: 'r1',
      replyTo: 3,
      attachments: [{ attachmentId: 'a1', name: 'a.png', type: 'image/png', size: 10 }],
    } as const satisfies Partial<AppendRequest>;
    expect(plan(rules, head(), said).message).toMatchObject({ ...said, messageType: 'bot', sender: 'rules' });
  });

  it.each<[string, Partial<AppendRequest>]>([
    ['a change of another message', { change: { type: 'edit', seq: 2 } }],
    ['a notice to the customer', { notice: queued }],
  ])('is the system’s if it is %s', (_, said) => {
    const { message } = plan(olga, head({ owner: olgas }), said);
    expect(message).toMatchObject({ ...said, messageType: 'system', sender: 'olga' });
  });

  it('comes after the newest one, though the writer’s clock is behind', () => {
    const { message, nextHead } = plan(ann, head({ lastTimestamp: now + 500 }));
    expect(message.timestamp).toBe(now + 501);
    expect(nextHead.lastTimestamp).toBe(now + 501);
  });

  it('is kept for as many days as the environment says, and its thread no shorter', () => {
    const { message, nextHead } = plan(ann, head(), {}, { retentionDays: 2 });
    expect(message.expiresAt).toBe(nowSeconds + 2 * daySeconds);
    expect(nextHead.expiresAt).toBe(message.expiresAt);
    const later = nowSeconds + 100 * daySeconds;
    expect(headAfter(ann, head({ expiresAt: later })).expiresAt).toBe(later);
    expect(headAfter(ann, head({ expiresAt: later }), { change: { type: 'edit', seq: 1 } }).expiresAt).toBe(
      later,
    );
  });
});

describe('a message that opens a thread', () => {
  it('makes the head of a thread that the bot has', () => {
    expect(headAfter(ann, null)).toStrictEqual({
      threadId: 't1',
      channel: 'web',
      version: 1,
      seq: 1,
      lastTimestamp: now,
      lastUserSeq: 1,
      answeredSeq: 0,
      participants: [{ userId: 'ann', role: 'customer' }],
      owner: { type: 'bot' },
      ownerEpoch: 1,
      waiting: { kind: 'bot', since: now, attempts: 0 },
      listedUntil: 0,
      readPositions: {},
      createdAt: now,
      expiresAt: nowSeconds + 90 * daySeconds,
    });
  });

  it('is for the customer that a bot names, who waits for nothing', () => {
    const opened = headAfter({ type: 'bot', name: 'shop', opensFor: 'bob' }, null);
    expect(opened.participants).toEqual([{ userId: 'bob', role: 'customer' }]);
    expect(opened).not.toHaveProperty('waiting');
    expect(opened).toMatchObject({ seq: 1, lastUserSeq: 0 });
  });

  it('has the channel that it came by', () => {
    expect(headAfter(ann, null, { channel: 'telegram' }).channel).toBe('telegram');
  });

  it.each<[string, Partial<AppendRequest>]>([
    ['a change', { change: { type: 'delete', seq: 1 } }],
    ['a notice', { notice: queued }],
  ])('is never %s', (_, said) => {
    expect(decide(ann, null, said)).toEqual({ outcome: 'noThread' });
  });
});

describe('a message beside the conversation', () => {
  const change = { type: 'edit', seq: 1 } as const;

  it('is numbered, and changes nothing else', () => {
    const before = head({
      owner: olgas,
      closedAt: now - 1,
      waiting: { kind: 'operator', since: 1, attempts: 0 },
    });
    const { message, nextHead } = plan(ann, before, { change });
    const { seq, timestamp, expiresAt } = message;
    // What a customer wrote last, the customer has read.
    const readPositions = { ann: 5 };
    expect(nextHead).toStrictEqual({ ...before, seq, lastTimestamp: timestamp, expiresAt, readPositions });
  });

  it('has been read by its author if all before it had been', () => {
    const positions = { olga: 4, otto: 2 };
    expect(headAfter(olga, head({ readPositions: positions }), { change }).readPositions).toEqual({
      olga: 5,
      otto: 2,
    });
    expect(headAfter(olga, head({ readPositions: { olga: 3 } }), { change }).readPositions).toEqual({
      olga: 3,
    });
  });

  it('is an operator’s to write though another one has the thread', () => {
    const otto: Author = { type: 'operator', userId: 'otto' };
    expect(headAfter(otto, head({ owner: olgas }), { change }).owner).toEqual(olgas);
  });

  it('is a bot’s to write only while the thread waits in the queue', () => {
    const waits = head({ owner: { type: 'queue' }, readPositions: { ann: 4 } });
    const { message, nextHead } = plan(rules, waits, { notice: queued });
    expect(message).toMatchObject({ messageType: 'system', sender: 'rules', notice: queued });
    expect(nextHead).toMatchObject({ owner: { type: 'queue' }, ownerEpoch: 7, readPositions: { ann: 4 } });
    expect(decide(rules, head(), { notice: queued })).toMatchObject({
      outcome: 'owned',
      owner: { type: 'bot' },
    });
    expect(decide(rules, head({ owner: olgas }), { notice: queued })).toMatchObject({
      outcome: 'owned',
      owner: olgas,
    });
  });

  it('is delivered by a channel that is pushed to, unless the customer changed it there', () => {
    const telegram = head({ channel: 'telegram', owner: { type: 'queue' } });
    expect(headAfter(rules, telegram, { notice: queued }).undeliveredSince).toBe(now);
    expect(headAfter(olga, telegram, { change }).undeliveredSince).toBe(now);
    expect(headAfter(ann, telegram, { change })).not.toHaveProperty('undeliveredSince');
  });
});

describe('a bot’s turn', () => {
  const turn = { ownerEpoch: 7, answeredUntil: 2 };

  it('does not answer what was said in another life of the thread', () => {
    expect(decide(rules, head(), { turn }, { life: now - 60_001 })).toEqual({ outcome: 'answered' });
    expect(decide(rules, head(), { turn }, { life: undefined })).toEqual({ outcome: 'answered' });
  });

  it('says nothing when the user has written more, if it wants to answer all at once', () => {
    const newest = { turn: { ...turn, onlyIfNewest: true } };
    expect(decide(rules, head(), { ...newest, answersThrough: 3 })).toEqual({ outcome: 'outdated' });
    expect(decide(rules, head(), newest)).toEqual({ outcome: 'outdated' });
    expect(decide(rules, head(), { ...newest, answersThrough: 4 })).not.toHaveProperty('outcome');
    expect(decide(rules, head(), { turn, answersThrough: 3 })).not.toHaveProperty('outcome');
  });

  it('hands the thread over, which then waits for people', () => {
    const after = headAfter(rules, head(), { handOver: true, answersThrough: 4 });
    expect(after).toMatchObject({ owner: { type: 'queue' }, ownerEpoch: 8, waiting: { kind: 'queue' } });
  });

  it('leaves no mark where everything has been answered', () => {
    const waiting = { kind: 'bot', since: now - 5, attempts: 1 } as const;
    expect(headAfter(rules, head({ waiting }), { answersThrough: 4 })).not.toHaveProperty('waiting');
    expect(headAfter(rules, head({ waiting }), {}).waiting).toEqual(waiting);
  });
});

describe('a hand-over', () => {
  it('is a bot’s alone', () => {
    expect(headAfter(ann, head(), { handOver: true })).toMatchObject({
      owner: { type: 'bot' },
      ownerEpoch: 7,
    });
    expect(headAfter(olga, head(), { handOver: true }).owner.type).toBe('operator');
  });
});

describe('an operator who writes', () => {
  it('has the thread from then on, for the usual time', () => {
    const after = headAfter(olga, head());
    expect(after.owner).toEqual({ type: 'operator', userId: 'olga', leaseUntil: now + operatorLeaseMs });
    expect(after.ownerEpoch).toBe(8);
    expect(after.participants).toEqual([
      { userId: 'ann', role: 'customer' },
      { userId: 'olga', role: 'operator' },
    ]);
  });

  it('keeps it for longer, and it is the same time that they have it', () => {
    const after = headAfter(olga, head({ owner: olgas }), { leaseMs: 5_000 });
    expect(after.owner).toEqual({ type: 'operator', userId: 'olga', leaseUntil: now + 5_000 });
    expect(after.ownerEpoch).toBe(7);
  });

  it('takes it again when their time had run out or another’s had', () => {
    const ranOutOf = (userId: string): ThreadHead =>
      head({ owner: { type: 'operator', userId, leaseUntil: now } });
    // The lease that ran out gave the thread back to the bot, which is a change of owner too.
    expect(headAfter(olga, ranOutOf('olga')).ownerEpoch).toBe(9);
    expect(headAfter(olga, ranOutOf('otto')).ownerEpoch).toBe(9);
  });
});

describe('what an author says to have read', () => {
  it.each<[string, number | undefined, number | undefined]>([
    ['is remembered', 3, 3],
    ['does not go back', 1, 2],
    ['may be the newest message', 4, 4],
    ['says nothing if it is beyond the newest, which is of an earlier life', 5, 2],
    ['stays as it was if nothing is said', undefined, 2],
  ])('%s', (_, read, position) => {
    const before = head({ readPositions: { ann: 2, otto: 1 } });
    const said = read === undefined ? {} : { read };
    expect(headAfter(ann, before, said).readPositions).toEqual({ ann: position, otto: 1 });
  });

  it('is remembered of someone who has read nothing before, and of no bot', () => {
    expect(headAfter(olga, head(), { read: 3 }).readPositions).toEqual({ olga: 3 });
    expect(headAfter(rules, head({ readPositions: { ann: 2 } }), { read: 3 }).readPositions).toEqual({
      ann: 2,
    });
    expect(headAfter(ann, head()).readPositions).toEqual({});
  });
});

describe('a conversation that was closed', () => {
  const closed = head({ closedAt: now - 1_000, answeredSeq: 4 });

  it.each<[string, Author, Partial<AppendRequest>, boolean]>([
    ['is opened by its customer', ann, {}, false],
    ['is opened by an operator who writes', olga, {}, false],
    ['is opened by a bot that hands it over', rules, { handOver: true }, false],
    ['stays closed when a bot posts something', rules, {}, true],
  ])('%s', (_, author, said, staysClosed) => {
    const after = headAfter(author, closed, said);
    expect(after.closedAt).toBe(staysClosed ? closed.closedAt : undefined);
    expect('closedAt' in after).toBe(staysClosed);
  });

  it('is not closed by a bot that posts while it is open', () => {
    expect(headAfter(rules, head())).not.toHaveProperty('closedAt');
  });
});

describe('a thread that a channel pushes', () => {
  it('owes what others say to the customer, and not what the customer says', () => {
    const telegram = head({ channel: 'telegram' });
    expect(headAfter(rules, telegram).undeliveredSince).toBe(now);
    expect(headAfter(olga, telegram).undeliveredSince).toBe(now);
    expect(headAfter(ann, telegram)).not.toHaveProperty('undeliveredSince');
    expect(headAfter(rules, head({ channel: 'telegram', undeliveredSince: 5 })).undeliveredSince).toBe(5);
    expect(headAfter(rules, head())).not.toHaveProperty('undeliveredSince');
  });
});
