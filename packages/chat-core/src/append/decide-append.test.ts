import fc from 'fast-check';
import { testHead } from '../../test/test-head.ts';
import { decideOwner, type OwnerChange } from '../threads/change-owner.ts';
import { ownerAt } from '../threads/ownership.ts';
import type { Owner, ThreadHead } from '../threads/thread-head.ts';
import type { AppendRequest, Author } from './append-request.ts';
import { decideAppend, type PlannedAppend } from './decide-append.ts';

const now = 1_000_000;

const head = (change: Partial<ThreadHead> = {}): ThreadHead =>
  testHead({
    seq: 4,
    lastTimestamp: 900_000,
    lastUserSeq: 3,
    participants: [
      { userId: 'ann', role: 'customer' },
      { userId: 'olga', role: 'operator' },
    ],
    ownerEpoch: 7,
    ...change,
  });

const decide = (author: Author, from: ThreadHead | null, change: Partial<AppendRequest> = {}) =>
  decideAppend({
    request: { threadId: 't1', author, text: 'hello', ...change },
    head: from,
    life: from?.createdAt,
    messageId: 'm1',
    now,
  });

const nextHeadOf = (decision: ReturnType<typeof decideAppend>): ThreadHead => {
  if ('outcome' in decision) throw new Error(decision.outcome);
  return decision.nextHead;
};

const ann: Author = { type: 'user', userId: 'ann' };
const olga: Author = { type: 'operator', userId: 'olga' };
const rules: Author = { type: 'bot', name: 'rules' };
const olgas: Owner = { type: 'operator', userId: 'olga', leaseUntil: now + 1 };
const olgasOnce: Owner = { type: 'operator', userId: 'olga', leaseUntil: now };

describe('who may write', () => {
  it.each<[string, Author, ThreadHead | null, string | undefined]>([
    ['a user makes a thread', ann, null, undefined],
    ['a bot makes none', rules, null, 'noThread'],
    ['a bot makes one for a customer that it names', { ...rules, opensFor: 'ann' }, null, undefined],
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
    ['an operator writes once the lease has run out', olga, head({ owner: olgasOnce }), undefined],
    ['an operator writes in the bot’s thread', olga, head(), undefined],
    ['an operator writes in the queue', olga, head({ owner: { type: 'queue' } }), undefined],
  ])('%s', (_, author, from, refusal) => {
    const decision = decide(author, from);
    expect('outcome' in decision ? decision.outcome : undefined).toBe(refusal);
  });

  it('a bot’s turn does not write if it saw another epoch', () => {
    const turnOf = (ownerEpoch: number) => ({ turn: { ownerEpoch, answeredUntil: 0 } });
    expect(decide(rules, head(), turnOf(6))).toMatchObject({ outcome: 'owned', ownerEpoch: 7 });
    expect(decide(rules, head(), turnOf(7))).not.toHaveProperty('outcome');
  });

  it('a bot’s turn does not write if what it answers has been answered since', () => {
    const turn = { ownerEpoch: 7, answeredUntil: 1 };
    expect(decide(rules, head({ answeredSeq: 2 }), { turn })).toEqual({ outcome: 'answered' });
    expect(decide(rules, head({ answeredSeq: 1 }), { turn })).not.toHaveProperty('outcome');
  });
});

describe('what a message answers', () => {
  it.each<[string, Author, number | undefined, number]>([
    ['nothing, if a bot does not say it', rules, undefined, 1],
    ['everything up to what it says', rules, 2, 2],
    ['no message that comes after it', rules, 99, 3],
    ['nothing less than what has been answered', rules, 0, 1],
    ['what an operator had seen', olga, 2, 2],
    ['nothing, if it is a customer’s', ann, 3, 1],
  ])('is %s', (_, author, answersThrough, answeredSeq) => {
    const request = answersThrough === undefined ? {} : { answersThrough };
    expect(nextHeadOf(decide(author, head({ answeredSeq: 1 }), request)).answeredSeq).toBe(answeredSeq);
  });
});

/** What happens in a thread, after how long by the clock of the one who does it. */
type Step = { readonly sinceMs: number } & (
  | { readonly type: 'message'; readonly request: Omit<AppendRequest, 'threadId' | 'text'> }
  | { readonly type: 'change'; readonly userId: string; readonly change: OwnerChange }
);

// Leases are about as long as the time between steps, so that they last and run out equally often.
const leaseMs = fc.integer({ min: 1, max: 60_000 });
const sinceMs = fc.integer({ min: -5_000, max: 30_000 });
const userId = fc.constantFrom('olga', 'otto');

const author = fc.oneof(
  fc.constantFrom<Author>(ann, ann, rules, rules),
  userId.map((id): Author => ({ type: 'operator', userId: id })),
);
const message = fc.record(
  { author, handOver: fc.boolean(), answersThrough: fc.nat(30), leaseMs },
  { requiredKeys: ['author'] },
);
const change = fc.oneof(
  fc.record({ type: fc.constant('claim'), leaseMs }),
  fc.record({ type: fc.constantFrom('release', 'requeue', 'close') }),
  fc.record({ type: fc.constant('transfer'), to: userId, leaseMs }),
) as fc.Arbitrary<OwnerChange>;

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constant('message'), sinceMs, request: message }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('change'), sinceMs, userId, change }) },
);

describe('the heads of a thread', () => {
  it('follow one another by the rules, whatever happens', () => {
    const marks = new Set<string | undefined>();
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let current: ThreadHead | null = null;
        let time = now;
        for (const { sinceMs: passedMs, ...done } of steps) {
          time += passedMs;
          if (done.type === 'change') {
            const changed: ThreadHead | { readonly outcome: string } = decideOwner(
              current,
              done.userId,
              done.change,
              time,
            );
            if (!('outcome' in changed)) current = changed;
          } else {
            const request: AppendRequest = { threadId: 't1', text: 'hello', ...done.request };
            const plan: ReturnType<typeof decideAppend> = decideAppend({
              request,
              head: current,
              messageId: 'm',
              now: time,
            });
            if ('outcome' in plan) continue;
            expectToFollow(current, plan, request, time);
            current = plan.nextHead;
          }
          if (current !== null) expectMark(current);
          marks.add(current?.waiting?.kind);
        }
      }),
    );
    // The property says something about each of them.
    expect(marks).toEqual(new Set([undefined, 'bot', 'queue', 'operator']));
  });

  function expectToFollow(
    before: ThreadHead | null,
    { message: written, nextHead }: PlannedAppend,
    request: AppendRequest,
    time: number,
  ) {
    expect(nextHead.seq).toBe((before?.seq ?? 0) + 1);
    expect(written).toMatchObject({ seq: nextHead.seq, timestamp: nextHead.lastTimestamp });
    expect(nextHead.lastTimestamp).toBeGreaterThan(before?.lastTimestamp ?? 0);
    expect(nextHead.lastTimestamp).toBeGreaterThanOrEqual(time);
    expect(nextHead.ownerEpoch).toBeGreaterThanOrEqual(before?.ownerEpoch ?? 1);
    expect(nextHead.expiresAt).toBeGreaterThanOrEqual(written.expiresAt);
    const isUser = request.author.type === 'user';
    expect(nextHead.lastUserSeq).toBe(isUser ? nextHead.seq : before?.lastUserSeq);
    const answered = isUser ? 0 : Math.min(request.answersThrough ?? 0, nextHead.lastUserSeq);
    expect(nextHead.answeredSeq).toBe(Math.max(before?.answeredSeq ?? 0, answered));
    if (before !== null && nextHead.owner.type !== before.owner.type) {
      expect(nextHead.ownerEpoch).toBeGreaterThan(before.ownerEpoch);
    }
    if (request.author.type === 'bot') {
      expect(before && ownerAt(before, time)).toEqual({ type: 'bot' });
      expect(nextHead.owner.type).toBe(request.handOver ? 'queue' : 'bot');
    }
  }

  /**
   * A thread is marked as waiting exactly while a message of a user is open, it is in the queue, or an operator has claimed it there and not
   * written yet, by who owes the answer.
   */
  function expectMark({ owner, lastUserSeq, answeredSeq, lastTimestamp, waiting, queuedSince }: ThreadHead) {
    const isOpen = lastUserSeq > answeredSeq || owner.type === 'queue' || queuedSince !== undefined;
    if (queuedSince !== undefined) expect([owner.type, waiting?.since]).toEqual(['operator', queuedSince]);
    expect(waiting?.kind).toBe(isOpen ? owner.type : undefined);
    if (waiting !== undefined) expect(waiting.since).toBeGreaterThan(0);
    expect(answeredSeq).toBeLessThanOrEqual(lastUserSeq);
    expect(lastTimestamp).toBeGreaterThan(0);
  }
});
