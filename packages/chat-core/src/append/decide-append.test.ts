import fc from 'fast-check';
import { ownerAt } from '../threads/ownership.ts';
import type { Owner, ThreadHead } from '../threads/thread-head.ts';
import type { AppendRequest, Author } from './append-request.ts';
import { decideAppend, type PlannedAppend } from './decide-append.ts';

const now = 1_000_000;

const head = (change: Partial<ThreadHead> = {}): ThreadHead => ({
  threadId: 't1',
  channel: 'web',
  seq: 4,
  lastTimestamp: 900_000,
  lastUserSeq: 3,
  participants: [
    { userId: 'ann', role: 'customer' },
    { userId: 'olga', role: 'operator' },
  ],
  owner: { type: 'bot' },
  ownerEpoch: 7,
  readPositions: {},
  createdAt: 1,
  expiresAt: 2_000,
  ...change,
});

const decide = (author: Author, from: ThreadHead | null, change: Partial<AppendRequest> = {}) =>
  decideAppend({
    request: { threadId: 't1', author, text: 'hello', ...change },
    head: from,
    messageId: 'm1',
    now,
  });

const ann: Author = { type: 'user', userId: 'ann' };
const olga: Author = { type: 'operator', userId: 'olga' };
const rules: Author = { type: 'bot', name: 'rules' };
const olgas: Owner = { type: 'operator', userId: 'olga', leaseUntil: now + 1 };
const olgasOnce: Owner = { type: 'operator', userId: 'olga', leaseUntil: now };

describe('who may write', () => {
  it.each<[string, Author, ThreadHead | null, string | undefined]>([
    ['a user makes a thread', ann, null, undefined],
    ['a bot makes none', rules, null, 'noThread'],
    ['an operator makes none', olga, null, 'noThread'],
    ['a customer writes', ann, head(), undefined],
    ['a customer writes while an operator owns the thread', ann, head({ owner: olgas }), undefined],
    ['a stranger does not', { type: 'user', userId: 'eve' }, head(), 'notParticipant'],
    ['an operator does not write as a customer', { type: 'user', userId: 'olga' }, head(), 'notParticipant'],
    ['a bot writes in its own thread', rules, head(), undefined],
    ['a bot does not write in an operator’s', rules, head({ owner: olgas }), 'owned'],
    ['a bot writes once the lease has run out', rules, head({ owner: olgasOnce }), undefined],
    ['a bot does not write in the queue', rules, head({ owner: { type: 'queue' } }), 'owned'],
    ['an operator writes in her own thread', olga, head({ owner: olgas }), undefined],
    ['an operator does not write in another’s', { ...olga, userId: 'otto' }, head({ owner: olgas }), 'owned'],
    ['an operator does not write once the lease has run out', olga, head({ owner: olgasOnce }), 'owned'],
    ['an operator does not write in the bot’s thread', olga, head(), 'owned'],
  ])('%s', (_, author, from, refusal) => {
    const decision = decide(author, from);
    expect('outcome' in decision ? decision.outcome : undefined).toBe(refusal);
  });

  it('a bot does not write if it saw another epoch', () => {
    expect(decide(rules, head(), { ownerEpoch: 6 })).toMatchObject({ outcome: 'owned', ownerEpoch: 7 });
    expect(decide(rules, head(), { ownerEpoch: 7 })).not.toHaveProperty('outcome');
  });
});

/** A step of a thread's life: who writes what, after how long by whose clock. */
const step = fc.record({
  author: fc.constantFrom<Author>(ann, olga, rules),
  handOver: fc.boolean(),
  answersThrough: fc.option(fc.nat(10), { nil: undefined }),
  sinceMs: fc.integer({ min: -5_000, max: 60 * 60_000 }),
});

const owner = fc.constantFrom<Owner>({ type: 'bot' }, { type: 'queue' }, olgas, olgasOnce);

describe('the heads of a thread', () => {
  it('follow one another by the rules, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(step, owner), { maxLength: 30 }), (steps) => {
        let current: ThreadHead | null = null;
        let time = now;
        for (const [{ sinceMs, answersThrough, ...rest }, nextOwner] of steps) {
          time += sinceMs;
          const request = {
            threadId: 't1',
            text: 'hello',
            ...rest,
            ...(answersThrough === undefined ? {} : { answersThrough }),
          };
          const decision: PlannedAppend | { readonly outcome: string } = decideAppend({
            request,
            head: current,
            messageId: 'm',
            now: time,
          });
          if ('outcome' in decision) continue;
          expectToFollow(current, decision, request, time);
          current = { ...decision.nextHead, owner: nextOwner };
        }
      }),
    );
  });

  function expectToFollow(
    before: ThreadHead | null,
    { message, nextHead }: PlannedAppend,
    request: AppendRequest,
    time: number,
  ) {
    expect(nextHead.seq).toBe((before?.seq ?? 0) + 1);
    expect(message).toMatchObject({ seq: nextHead.seq, timestamp: nextHead.lastTimestamp });
    expect(nextHead.lastTimestamp).toBeGreaterThan(before?.lastTimestamp ?? 0);
    expect(nextHead.lastTimestamp).toBeGreaterThanOrEqual(time);
    expect(nextHead.ownerEpoch).toBeGreaterThanOrEqual(before?.ownerEpoch ?? 1);
    expect(nextHead.expiresAt).toBeGreaterThanOrEqual(message.expiresAt);
    expect(nextHead.lastUserSeq).toBeLessThanOrEqual(nextHead.seq);
    if (before !== null && nextHead.owner.type !== before.owner.type) {
      expect(nextHead.ownerEpoch).toBeGreaterThan(before.ownerEpoch);
    }
    const unanswered = (request.answersThrough ?? nextHead.lastUserSeq) < nextHead.lastUserSeq;
    if (request.author.type === 'user') expect(nextHead.awaitingReplySince).toBeDefined();
    else if (request.author.type === 'bot' && request.handOver)
      expect(nextHead.awaitingReplySince).toBeDefined();
    else if (unanswered) expect(nextHead.awaitingReplySince).toBe(before?.awaitingReplySince);
    else expect(nextHead).not.toHaveProperty('awaitingReplySince');
    if (request.author.type === 'bot') expect(before && ownerAt(before, time)).toEqual({ type: 'bot' });
  }
});
