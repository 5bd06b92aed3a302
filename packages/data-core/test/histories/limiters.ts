import assert from 'node:assert/strict';
import type { Attempt } from '../../src/primitives/limit/attempt.ts';
import { AttemptsError } from '../../src/primitives/limit/errors.ts';
import { LimitedAttempt } from '../../src/primitives/limit/limited-attempt.ts';
import { SlidingWindowLimit } from '../../src/primitives/limit/sliding-window-limit.ts';
import { TokenBucketLimit } from '../../src/primitives/limit/token-bucket-limit.ts';
import { partitioned, step, type World, workers } from '../history.ts';

/** An attempt that was let through, at some moment from `from` to `to`. */
interface Passage {
  readonly from: number;
  readonly to: number;
  readonly resetAt: number;
}

const lengthMs = 9000;
const limit = 3;

/** No limiter lets more through than its limit, while time passes, also of attempts whose answer nobody got. */
export async function limitersHistory(world: World): Promise<void> {
  const { prefix, time, random } = world;
  const through = { fixed: [] as Passage[], sliding: [] as Passage[], bucket: [] as Passage[] };
  const isRefusal = (error: unknown) => error instanceof AttemptsError;
  await workers(4, async () => {
    const table = partitioned(world);
    const at = (sort: string) => ({ partition: prefix, namespace: 'limit', sort });
    const ask = async (passages: Passage[], attempt: () => Promise<Attempt>) => {
      const from = time.ms;
      const ending = await step(attempt, isRefusal);
      if (ending.ended === 'done') passages.push({ from, to: time.ms, resetAt: ending.result.resetAt });
    };
    for (let round = 0; round < 2; round += 1) {
      await ask(through.fixed, () =>
        new LimitedAttempt(table).attempt(at('f'), { attemptsMax: limit, windowMs: lengthMs }),
      );
      await ask(through.sliding, () =>
        new SlidingWindowLimit(table).attempt(at('s'), { attemptsMax: limit, windowMs: lengthMs }),
      );
      await ask(through.bucket, () =>
        new TokenBucketLimit(table).attempt(at('b'), { capacity: limit, refillMs: lengthMs / limit }),
      );
      if (random() < 0.3) time.pass(random() * lengthMs);
    }
  });
  checkFixed(through.fixed);
  // The stretch that holds most is one that begins with a passage.
  checkStretches(through.sliding, lengthMs, () => limit);
  checkStretches(through.bucket, Number.POSITIVE_INFINITY, (ms) => limit + (ms * limit) / lengthMs);
}

/** Windows do not overlap, and none lets more than the limit through. */
function checkFixed(passages: readonly Passage[]): void {
  const ends = [...new Set(passages.map(({ resetAt }) => resetAt))].toSorted((left, right) => left - right);
  for (const end of ends) {
    const within = passages.filter(({ resetAt }) => resetAt === end).length;
    assert.ok(within <= limit, `${within} came through in one window`);
  }
  for (const [index, end] of ends.slice(1).entries())
    assert.ok(end - Number(ends[index]) >= lengthMs, 'a window began before the one before had ended');
}

function checkStretches(
  passages: readonly Passage[],
  mostMs: number,
  allowed: (stretchMs: number) => number,
): void {
  for (const { from } of passages) {
    for (const { to } of passages.filter((each) => each.to >= from && each.to - from < mostMs)) {
      const within = passages.filter((each) => each.from >= from && each.to <= to).length;
      assert.ok(within <= allowed(to - from), `${within} came through in ${to - from} ms`);
    }
  }
}
