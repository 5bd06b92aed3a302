import { testHead } from '../../test/test-head.ts';
import type { ThreadHead } from '../threads/thread-head.ts';
import type { AppendRequest, Author } from './append-request.ts';
import { type AppendFacts, decideAppend, type PlannedAppend } from './decide-append.ts';

const now = 1_800_000_000_000;
const ann: Author = { type: 'user', userId: 'ann' };
const olga: Author = { type: 'operator', userId: 'olga' };
const rules: Author = { type: 'bot', name: 'rules' };

const head = (change: Partial<ThreadHead> = {}): ThreadHead =>
  testHead({ seq: 1, lastUserSeq: 1, ...change });

type Rest = Partial<Omit<AppendFacts, 'request' | 'head'>>;

function decide(
  author: Author,
  from: ThreadHead | null,
  change: Partial<AppendRequest>,
  rest: Rest,
): ReturnType<typeof decideAppend> {
  const request: AppendRequest = { threadId: 't1', author, text: 'hello', ...change };
  return decideAppend({ request, head: from, messageId: 'm1', now, ...rest });
}

function plan(...asked: Parameters<typeof decide>): PlannedAppend {
  const decision = decide(...asked);
  if ('outcome' in decision) throw new Error(decision.outcome);
  return decision;
}

describe('the limit of messages', () => {
  const usedUp = head({ rateUsedUntil: now + 60_000 });
  const perMinute = { messagesPerMinute: 60 };

  it('refuses a customer who has used it up, and says how long to wait', () => {
    expect(decide(ann, usedUp, {}, perMinute)).toEqual({ outcome: 'limited', retryAfterMs: 1_000 });
  });

  it('is counted in the head', () => {
    expect(plan(ann, head(), {}, perMinute).nextHead.rateUsedUntil).toBe(now + 1_000);
    expect(plan(ann, null, {}, perMinute).nextHead.rateUsedUntil).toBe(now + 1_000);
    expect(plan(ann, head({ rateUsedUntil: now + 2_000 }), {}, perMinute).nextHead.rateUsedUntil).toBe(
      now + 3_000,
    );
  });

  it('is that of customers, where there is one', () => {
    expect(plan(rules, usedUp, {}, perMinute).nextHead.rateUsedUntil).toBe(now + 60_000);
    expect(plan(olga, head(), {}, perMinute).nextHead).not.toHaveProperty('rateUsedUntil');
    expect(plan(ann, head(), {}, {}).nextHead).not.toHaveProperty('rateUsedUntil');
  });
});

describe('the limit of threads', () => {
  const perHour = { threadsPerHour: 60 };
  const minuteMs = 60_000;
  const of = (threadsUsedUntil?: number): Partial<AppendRequest> => ({
    connection: { userId: 'ann', ...(threadsUsedUntil === undefined ? {} : { threadsUsedUntil }) },
  });

  it('refuses a customer who has opened too many, and says how long to wait', () => {
    const refused = { outcome: 'limited', retryAfterMs: minuteMs };
    expect(decide(ann, null, of(now + 60 * minuteMs), perHour)).toEqual(refused);
  });

  it('is counted where the customer’s connection is', () => {
    expect(plan(ann, null, of(), perHour).threadsUsedUntil).toBe(now + minuteMs);
    expect(plan(ann, null, of(now + minuteMs), perHour).threadsUsedUntil).toBe(now + 2 * minuteMs);
  });

  it.each<[string, Author, ThreadHead | null, Partial<AppendRequest>, Rest]>([
    ['a thread that is there', ann, head(), of(now + 60 * minuteMs), perHour],
    ['a bot that opens one', { ...rules, opensFor: 'ann' }, null, of(now + 60 * minuteMs), perHour],
    ['an environment without a limit', ann, null, of(now + 60 * minuteMs), {}],
    ['a customer who is not connected', ann, null, {}, perHour],
  ])('counts nothing for %s', (_, author, from, said, rest) => {
    expect(plan(author, from, said, rest)).not.toHaveProperty('threadsUsedUntil');
  });
});
