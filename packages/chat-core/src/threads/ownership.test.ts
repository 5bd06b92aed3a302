import { testHead } from '../../test/test-head.ts';
import {
  botMayWrite,
  customersOf,
  isOwnedBy,
  isParticipant,
  owesReply,
  ownerAt,
  readThrough,
  userIdsOf,
  withOperator,
  withoutOperators,
} from './ownership.ts';
import type { Owner, Participant, ThreadHead } from './thread-head.ts';

const now = 1_000;
const olgas: Owner = { type: 'operator', userId: 'olga', leaseUntil: now + 1 };
const olgasOnce: Owner = { type: 'operator', userId: 'olga', leaseUntil: now };
const ann: Participant = { userId: 'ann', role: 'customer' };
const olga: Participant = { userId: 'olga', role: 'operator' };
const otto: Participant = { userId: 'otto', role: 'operator' };

describe('the owner of a thread', () => {
  it('is the operator until the lease runs out, and the bot from that moment on', () => {
    expect(ownerAt({ owner: olgas }, now)).toBe(olgas);
    expect(ownerAt({ owner: olgasOnce }, now)).toEqual({ type: 'bot' });
    expect(ownerAt({ owner: olgasOnce, queuedSince: 1 }, now)).toEqual({ type: 'queue' });
    expect(ownerAt({ owner: olgas, queuedSince: 1 }, now)).toBe(olgas);
    expect(isOwnedBy({ owner: olgas }, 'olga', now)).toBe(true);
    expect(isOwnedBy({ owner: olgas }, 'otto', now)).toBe(false);
    expect(isOwnedBy({ owner: olgasOnce }, 'olga', now)).toBe(false);
    for (const owner of [{ type: 'bot' }, { type: 'queue' }] as const) {
      expect(ownerAt({ owner }, now)).toBe(owner);
      expect(isOwnedBy({ owner }, 'olga', now)).toBe(false);
    }
  });
});

describe('the participants of a thread', () => {
  it('have one operator among them at most, who leaves again', () => {
    expect(withOperator([ann], 'olga')).toEqual([ann, olga]);
    expect(withOperator([ann, olga], 'olga')).toEqual([ann, olga]);
    expect(withOperator([ann, olga], 'otto')).toEqual([ann, otto]);
    expect(withoutOperators([ann, olga])).toEqual([ann]);
  });

  it('keep a customer, though the same person takes the thread over and gives it back', () => {
    const bob: Participant = { userId: 'bob', role: 'customer' };
    expect(withoutOperators(withOperator([ann], 'ann'))).toEqual([ann]);
    expect(withOperator([ann, bob], 'bob')).toEqual([ann, bob]);
  });

  it('are customers or operators', () => {
    expect(customersOf({ participants: [ann, olga] })).toEqual(['ann']);
    expect(userIdsOf({ participants: [ann, olga] })).toEqual(['ann', 'olga']);
    expect(isParticipant({ participants: [ann, olga] }, 'olga')).toBe(true);
    expect(isParticipant({ participants: [ann, olga] }, 'otto')).toBe(false);
  });
});

describe('what a participant has read', () => {
  const read = (userId: string, readPositions: ThreadHead['readPositions']) =>
    readThrough({ participants: [ann, olga], lastUserSeq: 5, readPositions }, userId);

  it('is what they say, and with a customer at least what the customer wrote last', () => {
    expect(read('ann', {})).toBe(5);
    expect(read('ann', { ann: 4 })).toBe(5);
    expect(read('ann', { ann: 7 })).toBe(7);
    expect(read('olga', {})).toBe(0);
    expect(read('olga', { olga: 4, ann: 7 })).toBe(4);
  });
});

describe('a message of a user', () => {
  it.each<[string, Owner, boolean, boolean]>([
    ['is for the bot', { type: 'bot' }, false, true],
    ['is for the bot again once the lease has run out', olgasOnce, false, true],
    ['is not for the bot while an operator owns the thread', olgas, false, false],
    ['is not for the bot while the thread is in the queue', { type: 'queue' }, false, false],
    ['is not for the bot while a human has taken the user over', { type: 'bot' }, true, false],
  ])('%s', (_, owner, overridden, wanted) => {
    const head = testHead({ owner, lastUserSeq: 1, waiting: { kind: 'bot', since: 1, attempts: 0 } });
    expect(botMayWrite(head, overridden, now)).toBe(wanted);
    expect(owesReply(head, overridden, now)).toBe(wanted);
  });

  it.each<[string, Partial<ThreadHead> | null]>([
    ['there is no thread', null],
    ['it has been answered', { answeredSeq: 1 }],
    ['the bot has failed too often', { waiting: { kind: 'failed', since: 1, attempts: 6 } }],
  ])('is owed no reply when %s', (_, change) => {
    const waiting = { kind: 'bot', since: 1, attempts: 0 } as const;
    const head = change === null ? null : testHead({ lastUserSeq: 1, waiting, ...change });
    expect(owesReply(head, false, now)).toBe(false);
  });

  it('is owed no reply when nobody waits for one', () => {
    expect(owesReply(testHead({ lastUserSeq: 1 }), false, now)).toBe(false);
  });
});
