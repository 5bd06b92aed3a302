import type { Owner, Waiting } from './thread-head.ts';
import { decideSweep, patienceMs, waitingAfter, waitingAt } from './waiting.ts';

const now = 1_800_000_000_000;
const minuteMs = 60_000;
const since = now - 10 * minuteMs;
const bots: Owner = { type: 'bot' };
const queued: Owner = { type: 'queue' };
const olgas: Owner = { type: 'operator', userId: 'olga', leaseUntil: now + 1 };

/** What a thread waits for after something happened: `open` messages have no answer, `answered` have just got one. */
function waitingOf(
  owner: Owner,
  waiting: Waiting | undefined,
  { open = 1, answered = 0, written = 0 }: { open?: number; answered?: number; written?: number } = {},
): Waiting | undefined {
  const before = { lastUserSeq: 10 - written, answeredSeq: 10 - open - answered };
  return waitingAfter(
    waiting === undefined ? before : { ...before, waiting },
    { owner, lastUserSeq: 10, answeredSeq: 10 - open },
    now,
  );
}

const forBot: Waiting = { kind: 'bot', since, attempts: 2, retryAt: now + 1 };
const failed: Waiting = { kind: 'failed', since, attempts: 6 };

describe('the mark of what a thread waits for', () => {
  const answered = { lastUserSeq: 2, answeredSeq: 2 };
  const inQueue: Waiting = { kind: 'queue', since, attempts: 0 };

  it.each<[string, Parameters<typeof waitingAt>[0], Waiting | undefined]>([
    ['counts while a message has no answer', { lastUserSeq: 2, answeredSeq: 1, waiting: forBot }, forBot],
    ['counts in the queue though all has been answered', { ...answered, waiting: inQueue }, inQueue],
    [
      'counts once a question has ended',
      { ...answered, waiting: forBot, question: { id: 'q', of: 'customer', until: now } },
      forBot,
    ],
    [
      'is for the sweeper alone until then',
      { ...answered, waiting: forBot, question: { id: 'q', of: 'customer', until: now + 1 } },
      undefined,
    ],
  ])('%s', (_, head, expected) => {
    expect(waitingAt(head, now)).toEqual(expected);
  });
});

describe('a thread waits', () => {
  it.each<[string, Parameters<typeof waitingOf>, Waiting | undefined]>([
    ['for nothing if all has been answered', [bots, forBot, { open: 0 }], undefined],
    ['for nothing if all has been answered by the operator', [olgas, undefined, { open: 0 }], undefined],
    [
      'in the queue though all has been answered',
      [queued, undefined, { open: 0 }],
      { kind: 'queue', since: now, attempts: 0 },
    ],
    [
      'for the bot from the first open message on',
      [bots, undefined, { written: 1 }],
      { kind: 'bot', since: now, attempts: 0 },
    ],
    ['for the operator who has it', [olgas, undefined], { kind: 'operator', since: now, attempts: 0 }],
    ['as long as before when more is written', [bots, forBot, { open: 2, written: 1 }], forBot],
    [
      'as long as before, with no time for a retry where there was none',
      [bots, { kind: 'bot', since, attempts: 0 }],
      { kind: 'bot', since, attempts: 0 },
    ],
    [
      'again when a part has been answered',
      [bots, forBot, { answered: 1 }],
      { kind: 'bot', since: now, attempts: 0 },
    ],
    [
      'again for the operator when a part has been answered',
      [olgas, { kind: 'operator', since, attempts: 0 }, { answered: 1 }],
      { kind: 'operator', since: now, attempts: 0 },
    ],
    [
      'as long as before in the queue, though a part has been answered',
      [queued, forBot, { answered: 1 }],
      { kind: 'queue', since, attempts: 0 },
    ],
    [
      'as long as before for the operator who claims it',
      [olgas, failed],
      { kind: 'operator', since, attempts: 0 },
    ],
    [
      'as long as before when it is put into the queue',
      [queued, { kind: 'operator', since, attempts: 0 }],
      { kind: 'queue', since, attempts: 0 },
    ],
    [
      'again for the bot that it is given back to, with all its tries',
      [bots, { kind: 'operator', since, attempts: 0 }],
      { kind: 'bot', since: now, attempts: 0 },
    ],
    [
      'again for the bot that gets it from the queue',
      [bots, { kind: 'queue', since, attempts: 0 }],
      { kind: 'bot', since: now, attempts: 0 },
    ],
    ['for people as long as its bot has failed and nobody does anything', [bots, failed], failed],
    [
      'for the bot once more when its customer writes again',
      [bots, failed, { open: 2, written: 1 }],
      { kind: 'bot', since, attempts: 6, retryAt: now + patienceMs },
    ],
  ])('%s', (_, happened, expected) => {
    expect(waitingOf(...happened)).toStrictEqual(expected);
  });
});

describe('a sweep', () => {
  it('leaves a thread alone for a minute, and until the time that the last one named', () => {
    const waiting: Waiting = { kind: 'bot', since: now, attempts: 0 };
    expect(decideSweep(waiting, now + patienceMs - 1)).toStrictEqual({ type: 'leave' });
    expect(decideSweep(waiting, now + patienceMs).type).toBe('ask');
    const retried = { ...waiting, retryAt: now + 5 * minuteMs };
    expect(decideSweep(retried, now + 5 * minuteMs - 1)).toStrictEqual({ type: 'leave' });
    expect(decideSweep(retried, now + 5 * minuteMs).type).toBe('ask');
  });

  it.each<Waiting['kind']>(['queue', 'operator', 'failed'])(
    'leaves a thread alone that waits in %s',
    (kind) => {
      expect(decideSweep({ kind, since: 0, attempts: 0 }, now)).toStrictEqual({ type: 'leave' });
    },
  );

  it('asks six times, with longer and longer pauses, and then gives up', () => {
    const pauses: number[] = [];
    let waiting: Waiting = { kind: 'bot', since, attempts: 0 };
    let time = now;
    for (;;) {
      const decision = decideSweep(waiting, time);
      if (decision.type !== 'ask') {
        expect(decision).toStrictEqual({ type: 'park', waiting: { kind: 'failed', since, attempts: 6 } });
        break;
      }
      ({ waiting } = decision);
      expect(waiting).toMatchObject({ kind: 'bot', since, attempts: pauses.length + 1 });
      const { retryAt = Number.NaN } = waiting;
      pauses.push((retryAt - time) / minuteMs);
      time = retryAt;
    }
    expect(pauses).toEqual([2, 4, 8, 16, 30, 2]);
  });
});
