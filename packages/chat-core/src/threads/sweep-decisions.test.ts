import { testHead } from '../../test/test-head.ts';
import { decideCancel, decideRescue, decideSettle } from './sweep-thread.ts';
import type { Owner, ThreadHead, Waiting } from './thread-head.ts';

const now = 1_800_000_000_000;
const minuteMs = 60_000;
const olgas: Owner = { type: 'operator', userId: 'olga', leaseUntil: now + 1 };
const olgasOnce: Owner = { type: 'operator', userId: 'olga', leaseUntil: now };
const waits = (kind: Waiting['kind'], since = now - minuteMs): Waiting => ({ kind, since, attempts: 0 });

/** A thread with three messages of its customer, the first of which has been answered. */
const head = (change: Partial<ThreadHead> = {}): ThreadHead =>
  testHead({ seq: 3, lastUserSeq: 3, answeredSeq: 1, createdAt: 7, ...change });

describe('a sweep of a thread', () => {
  it('asks a bot again that has let its customer wait', () => {
    const before = head({ waiting: waits('bot') });
    const waiting = { kind: 'bot', since: now - minuteMs, attempts: 1, retryAt: now + 2 * minuteMs };
    expect(decideRescue(before, false, now)).toStrictEqual({ ...before, waiting });
  });

  it('looks again in five minutes where a human has taken the customer over, and counts no try', () => {
    const before = head({ waiting: waits('bot') });
    const waiting = { ...waits('bot'), retryAt: now + 5 * minuteMs };
    expect(decideRescue(before, true, now)).toStrictEqual({ ...before, waiting });
  });

  it('gives a thread back whose operator’s time has run out, overridden or not', () => {
    const before = head({ owner: olgasOnce, waiting: waits('operator') });
    for (const overridden of [true, false]) {
      expect(decideRescue(before, overridden, now)).toMatchObject({
        owner: { type: 'bot' },
        ownerEpoch: 2,
        waiting: { kind: 'bot', since: now, attempts: 0 },
      });
    }
  });

  it.each<[string, Partial<ThreadHead>]>([
    ['waits for nothing', {}],
    ['has not waited for long', { waiting: waits('bot', now) }],
    ['waits in the queue', { owner: { type: 'queue' }, waiting: waits('queue') }],
    ['waits for its operator', { owner: olgas, waiting: waits('operator') }],
    ['is given up', { waiting: waits('failed') }],
  ])('does nothing with a thread that %s', (_, change) => {
    expect(decideRescue(head(change), false, now)).toBeUndefined();
    expect(decideRescue(head(change), true, now)).toBeUndefined();
  });
});

describe('a thread is settled', () => {
  const settled = { outcome: 'settled' };
  const waiting = { outcome: 'waiting' };
  const mark = waits('bot');

  it('when everything up to its newest message has been dealt with', () => {
    const { waiting: _, ...rest } = head({ answeredSeq: 3 });
    for (const throughSeq of [3, 4]) {
      for (const life of [7, undefined]) {
        expect(decideSettle(head({ waiting: mark }), { throughSeq, life }, now)).toStrictEqual(rest);
      }
    }
  });

  it.each<[string, ThreadHead | null, { throughSeq: number; life?: number }, { outcome: string }]>([
    ['already if it is none', null, { throughSeq: 3 }, settled],
    ['already if it waits for nothing', head(), { throughSeq: 0 }, settled],
    ['not while a newer message waits', head({ waiting: mark }), { throughSeq: 2 }, waiting],
    ['not by what was said in another life', head({ waiting: mark }), { throughSeq: 3, life: 6 }, waiting],
    [
      'not while it is in the queue',
      head({ owner: { type: 'queue' }, waiting: waits('queue') }),
      { throughSeq: 3 },
      waiting,
    ],
  ])('%s', (_, from, settlement, expected) => {
    expect(decideSettle(from, settlement, now)).toStrictEqual(expected);
  });

  it('and goes on waiting for the end of its open question', () => {
    const question = { id: 'q1', of: 'customer', until: now + minuteMs } as const;
    expect(decideSettle(head({ waiting: mark, question }), { throughSeq: 3 }, now)).toMatchObject({
      answeredSeq: 3,
      question,
      waiting: { kind: 'bot', since: question.until, attempts: 0 },
    });
  });

  it('as it counts at this moment: the operator’s time had run out', () => {
    const from = head({ owner: olgasOnce, waiting: waits('operator') });
    expect(decideSettle(from, { throughSeq: 3 }, now)).toMatchObject({
      owner: { type: 'bot' },
      ownerEpoch: 2,
      answeredSeq: 3,
    });
  });
});

describe('a reply is cancelled', () => {
  it('where the bot owes one: nothing is owed any more', () => {
    expect(decideCancel(head({ waiting: waits('bot') }), now)).toStrictEqual(head({ answeredSeq: 3 }));
  });

  it('where the bot owes one because the operator’s time has run out', () => {
    const from = head({ owner: olgasOnce, waiting: waits('operator') });
    expect(decideCancel(from, now)).toMatchObject({ owner: { type: 'bot' }, answeredSeq: 3 });
  });

  it('up to the message that it answers: what came in since it began waits', () => {
    expect(decideCancel(head({ waiting: waits('bot') }), now, 2)).toStrictEqual(
      head({ answeredSeq: 2, waiting: { kind: 'bot', since: now, attempts: 0 } }),
    );
  });

  it('not where what it answers is answered: the bot writes the next one', () => {
    expect(decideCancel(head({ waiting: waits('bot') }), now, 1)).toStrictEqual({ outcome: 'noReply' });
  });

  it('up to no message that is not there yet', () => {
    expect(decideCancel(head({ waiting: waits('bot') }), now, 9)).toStrictEqual(head({ answeredSeq: 3 }));
  });

  it.each<[string, ThreadHead | null]>([
    ['there is no thread', null],
    ['nothing waits', head()],
    ['people owe the answer', head({ owner: { type: 'queue' }, waiting: waits('queue') })],
    ['the bot has failed', head({ waiting: waits('failed') })],
  ])('not where %s', (_, from) => {
    expect(decideCancel(from, now)).toStrictEqual({ outcome: 'noReply' });
  });
});
