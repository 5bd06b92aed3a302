import { testHead } from '../../test/test-head.ts';
import { decideAppend } from '../append/decide-append.ts';
import { currentHead, decideOwner, headToWrite, type OwnerChange } from './change-owner.ts';
import { operatorLeaseMs } from './ownership.ts';
import type { Owner, Participant, ThreadHead } from './thread-head.ts';

const now = 1_800_000_000_000;
const ann: Participant = { userId: 'ann', role: 'customer' };
const olga: Participant = { userId: 'olga', role: 'operator' };
const otto: Participant = { userId: 'otto', role: 'operator' };

const bots: Owner = { type: 'bot' };
const queued: Owner = { type: 'queue' };
const olgas: Owner = { type: 'operator', userId: 'olga', leaseUntil: now + 1 };
const olgasOnce: Owner = { type: 'operator', userId: 'olga', leaseUntil: now };

/** A thread whose customer waits for an answer to the second of two messages. */
const head = (owner: Owner, change: Partial<ThreadHead> = {}): ThreadHead =>
  testHead({
    version: 3,
    seq: 3,
    lastUserSeq: 3,
    answeredSeq: 1,
    owner,
    ownerEpoch: 4,
    participants: owner.type === 'operator' ? [ann, olga] : [ann],
    waiting: { kind: owner.type, since: now - 5_000, attempts: 0 },
    ...change,
  });

function changed(from: ThreadHead, change: OwnerChange, userId = 'olga'): ThreadHead {
  const decision = decideOwner(from, userId, change, now);
  if ('outcome' in decision) throw new Error(decision.outcome);
  return decision;
}

const transfer = { type: 'transfer', to: 'otto' } as const;
const every: readonly OwnerChange[] = [
  { type: 'claim' },
  { type: 'release' },
  { type: 'requeue' },
  transfer,
  { type: 'close' },
];

describe('a thread as it counts at this moment', () => {
  it('is what was read, while its owner has it', () => {
    for (const owner of [bots, queued, olgas]) {
      const read = head(owner);
      expect(currentHead(read, now)).toBe(read);
    }
  });

  it('is the queue’s again once the operator’s time has run out who has not written, at the old place', () => {
    const since = now - 60_000;
    for (const answeredSeq of [1, 3]) {
      const waiting = { kind: 'operator', since, attempts: 0 } as const;
      const read = head(olgasOnce, { answeredSeq, waiting, queuedSince: since });
      const { waiting: _, ...rest } = head(queued, { answeredSeq, ownerEpoch: 5 });
      expect(currentHead(read, now)).toStrictEqual({
        ...rest,
        waiting: { kind: 'queue', since, attempts: 0 },
      });
      // Those who only write in it do not put it there.
      expect(headToWrite(read, now)).toBe(read);
    }
  });

  it('is the bot’s once the operator’s time has run out, and its customer waits for the bot', () => {
    const expected = testHead({
      version: 3,
      seq: 3,
      lastUserSeq: 3,
      answeredSeq: 1,
      ownerEpoch: 5,
      waiting: { kind: 'bot', since: now, attempts: 0 },
    });
    expect(currentHead(head(olgasOnce, { closedAt: 5 }), now)).toStrictEqual(expected);
    expect(headToWrite(head(olgasOnce, { closedAt: 5 }), now)).toStrictEqual(expected);
  });
});

describe('what an operator does', () => {
  it('needs a thread', () => {
    for (const change of every)
      expect(decideOwner(null, 'olga', change, now)).toEqual({ outcome: 'noThread' });
  });

  it.each<[string, Owner, readonly (string | undefined)[]]>([
    ['the bot', bots, [undefined, 'notOwned', 'notOwned', 'notOwned', undefined]],
    ['the queue', queued, [undefined, undefined, 'notOwned', undefined, undefined]],
    ['the operator', olgas, [undefined, undefined, undefined, undefined, undefined]],
    ['the operator, whose time is up', olgasOnce, [undefined, 'notOwned', 'notOwned', 'notOwned', undefined]],
    [
      'another operator',
      { ...olgas, userId: 'otto' },
      ['owned', 'notOwned', 'notOwned', 'notOwned', 'notOwned'],
    ],
    [
      'another operator, whose time is up',
      { ...olgasOnce, userId: 'otto' },
      [undefined, 'notOwned', 'notOwned', 'notOwned', undefined],
    ],
  ])(
    'is claim, release, requeue, transfer or close, as far as it may be where the owner is %s',
    (_, owner, expected) => {
      const decisions = every.map((change) => decideOwner(head(owner), 'olga', change, now));
      expect(decisions.map((decision) => ('outcome' in decision ? decision.outcome : undefined))).toEqual(
        expected,
      );
    },
  );

  it('is a requeue also where the thread would come into the queue by itself, as the operator’s time is up', () => {
    const gone = head(olgasOnce, { queuedSince: now - 9_000 });
    const requeued = changed(gone, { type: 'requeue' }, 'otto');
    expect(requeued).toMatchObject({ owner: queued, ownerEpoch: 5, waiting: { kind: 'queue' } });
    expect(decideOwner(requeued, 'otto', { type: 'requeue' }, now)).toMatchObject({ outcome: 'notOwned' });
  });

  it('is told whose the thread is where it is refused', () => {
    expect(decideOwner(head(olgas), 'otto', { type: 'claim' }, now)).toEqual({
      outcome: 'owned',
      owner: olgas,
    });
    expect(decideOwner(head(olgas), 'otto', transfer, now)).toEqual({ outcome: 'notOwned', owner: olgas });
    expect(decideOwner(head(olgasOnce), 'olga', transfer, now)).toEqual({ outcome: 'notOwned', owner: bots });
  });
});

describe('a change of owner', () => {
  it('by a claim gives the thread to the operator, for the usual time or the one that is named', () => {
    const claimed = changed(head(queued), { type: 'claim' });
    expect(claimed).toStrictEqual({
      ...head(queued),
      owner: { type: 'operator', userId: 'olga', leaseUntil: now + operatorLeaseMs },
      ownerEpoch: 5,
      participants: [ann, olga],
      queuedSince: now - 5_000,
      waiting: { kind: 'operator', since: now - 5_000, attempts: 0 },
    });
    expect(changed(head(bots), { type: 'claim' })).not.toHaveProperty('queuedSince');
    const renewed = changed(head(olgas), { type: 'claim', leaseMs: 7_000 });
    expect(renewed).toMatchObject({ owner: { ...olgas, leaseUntil: now + 7_000 }, ownerEpoch: 5 });
  });

  it('by a transfer gives it to another operator, in whose place the first one was', () => {
    expect(changed(head(olgas), transfer)).toMatchObject({
      owner: { type: 'operator', userId: 'otto', leaseUntil: now + operatorLeaseMs },
      participants: [ann, otto],
    });
    expect(changed(head(queued), { ...transfer, leaseMs: 9_000 }).owner).toMatchObject({
      leaseUntil: now + 9_000,
    });
  });

  it('by a release gives it to the bot, which owes the answer', () => {
    const released = changed(head(olgas), { type: 'release' });
    expect(released).toMatchObject({ owner: bots, ownerEpoch: 5, participants: [ann] });
    expect(released.waiting).toEqual({ kind: 'bot', since: now, attempts: 0 });
  });

  it('keeps the place of a customer in the queue until an operator has written', () => {
    const waits = head(queued, { answeredSeq: 3 });
    const claimed = changed(waits, { type: 'claim' });
    expect(claimed.waiting).toEqual({ kind: 'operator', since: now - 5_000, attempts: 0 });
    const again = changed(claimed, { type: 'claim' });
    const transferred = changed(again, transfer);
    const requeued = changed(transferred, { type: 'requeue' }, 'otto');
    expect(requeued.waiting).toEqual({ kind: 'queue', since: now - 5_000, attempts: 0 });
    expect(requeued).not.toHaveProperty('queuedSince');
    const gone = [changed(claimed, { type: 'release' }), changed(claimed, { type: 'close' })];
    for (const head of gone) expect(head).not.toHaveProperty('queuedSince');
  });

  it('keeps the place of a customer whose bot has failed, from the first message on', () => {
    const failed = head(bots, { waiting: { kind: 'failed', since: now - 9_000, attempts: 6 } });
    const claimed = changed(failed, { type: 'claim' });
    expect(claimed).toMatchObject({ queuedSince: now - 9_000, waiting: { kind: 'operator', attempts: 0 } });
    expect(currentHead(claimed, now + operatorLeaseMs)).toMatchObject({
      owner: queued,
      waiting: { kind: 'queue', since: now - 9_000, attempts: 0 },
    });
  });

  it('starts a new place in the queue once an operator has written', () => {
    const claimed = changed(head(queued, { answeredSeq: 3 }), { type: 'claim' });
    const author = { type: 'operator', userId: 'olga' } as const;
    const request = { threadId: claimed.threadId, author, text: 'Hello' };
    const said = decideAppend({ request, head: claimed, messageId: 'm', now });
    if ('outcome' in said) throw new Error(said.outcome);
    const requeued = changed(said.nextHead, { type: 'requeue' });
    expect(requeued.waiting).toEqual({ kind: 'queue', since: now, attempts: 0 });
  });

  it('by a requeue lets it wait for people, though everything has been answered', () => {
    const requeued = changed(head(olgas, { answeredSeq: 3 }), { type: 'requeue' });
    expect(requeued).toMatchObject({ owner: queued, participants: [ann], waiting: { kind: 'queue' } });
  });

  it('opens a closed conversation', () => {
    expect(changed(head(bots, { closedAt: 5 }), { type: 'claim' })).not.toHaveProperty('closedAt');
  });

  it('by closing ends the conversation: it is the bot’s, and nothing is owed', () => {
    const closed = changed(head(olgas), { type: 'close' });
    expect(closed).toMatchObject({ owner: bots, closedAt: now, answeredSeq: 3, participants: [ann] });
    expect(closed).not.toHaveProperty('waiting');
  });

  it('that leaves nothing to answer leaves no mark', () => {
    const claimed = changed(head(bots, { answeredSeq: 3 }), { type: 'claim' });
    expect(claimed).not.toHaveProperty('waiting');
  });
});
