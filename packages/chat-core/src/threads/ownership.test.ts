import { wantsBot } from '../publishing/wants-bot.ts';
import { customersOf, isOwnedBy, ownerAt, withOperator, withoutOperator } from './ownership.ts';
import type { Owner, Participant } from './thread-head.ts';

const now = 1_000;
const olgas: Owner = { type: 'operator', userId: 'olga', leaseUntil: now + 1 };
const olgasOnce: Owner = { type: 'operator', userId: 'olga', leaseUntil: now };
const ann: Participant = { userId: 'ann', role: 'customer' };
const olga: Participant = { userId: 'olga', role: 'operator' };

describe('the owner of a thread', () => {
  it('is the operator until the lease runs out, and the bot from that moment on', () => {
    expect(ownerAt({ owner: olgas }, now)).toBe(olgas);
    expect(ownerAt({ owner: olgasOnce }, now)).toEqual({ type: 'bot' });
    expect(isOwnedBy({ owner: olgas }, 'olga', now)).toBe(true);
    expect(isOwnedBy({ owner: olgas }, 'otto', now)).toBe(false);
    expect(isOwnedBy({ owner: olgasOnce }, 'olga', now)).toBe(false);
  });
});

describe('the participants of a thread', () => {
  it('have an operator among them once, who leaves again', () => {
    expect(withOperator([ann], 'olga')).toEqual([ann, olga]);
    expect(withOperator([ann, olga], 'olga')).toEqual([ann, olga]);
    expect(withoutOperator([ann, olga], 'olga')).toEqual([ann]);
  });

  it('keep a customer, though the same person takes the thread over and gives it back', () => {
    expect(withoutOperator(withOperator([ann], 'ann'), 'ann')).toEqual([ann]);
  });

  it('are customers or operators', () => {
    expect(customersOf({ participants: [ann, olga] })).toEqual(['ann']);
  });
});

describe('a message of a user', () => {
  const free = { isHumanOverride: false };
  it.each<[string, Owner, { isHumanOverride: boolean } | undefined, boolean]>([
    ['is for the bot', { type: 'bot' }, free, true],
    ['is for the bot, though the user never connected', { type: 'bot' }, undefined, true],
    ['is for the bot again once the lease has run out', olgasOnce, free, true],
    ['is not for the bot while an operator owns the thread', olgas, free, false],
    ['is not for the bot while the thread is in the queue', { type: 'queue' }, free, false],
    [
      'is not for the bot while a human has taken the user over',
      { type: 'bot' },
      { isHumanOverride: true },
      false,
    ],
  ])('%s', (_, owner, connection, wanted) => {
    expect(wantsBot({ owner }, connection, now)).toBe(wanted);
  });
});
