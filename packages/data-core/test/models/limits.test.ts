import fc from 'fast-check';
import type { Attempt } from '../../src/primitives/limit/attempt.ts';
import { AttemptsError } from '../../src/primitives/limit/errors.ts';
import { LimitedAttempt } from '../../src/primitives/limit/limited-attempt.ts';
import { SlidingWindowLimit } from '../../src/primitives/limit/sliding-window-limit.ts';
import { TokenBucketLimit } from '../../src/primitives/limit/token-bucket-limit.ts';
import { PartitionedKeyValueTable } from '../../src/primitives/partitioned/partitioned-key-value-table.ts';
import { partitionedKeysTable } from '../../src/primitives/partitioned/partitioned-keys.table.ts';
import { createTestClient, createTestTable } from '../test-table.ts';
import { checkModel, ModelClock, type Step, timePasses } from './model.ts';

const client = createTestClient();
const key = { partition: 'anna', namespace: 'limit', sort: 'login' };
const max = 4;
const lengthMs = 1000;

/** What a limiter is to be at one time. */
interface Expected {
  /** How many more come through. */
  readonly free: number;
  /** What an attempt that comes through is told, when it is the `count`-th at this moment. */
  readonly resetAt: (count: number) => number;
  /** What one that is refused is told. */
  readonly retryAt: number;
}

abstract class Model extends ModelClock {
  readonly table: PartitionedKeyValueTable;
  last: Attempt | undefined;

  constructor(tableName: string) {
    super();
    this.table = new PartitionedKeyValueTable({ client, tableName, now: this.now });
  }

  abstract attempt(): Promise<Attempt>;
  abstract expected(): Expected;
  abstract letThrough(count: number): void;
  abstract cleared(): void;
}

class FixedWindow extends Model {
  #count = 0;
  #endMs = 0;

  attempt() {
    return new LimitedAttempt(this.table).attempt(key, { attemptsMax: max, windowMs: lengthMs });
  }
  expected() {
    const open = this.#endMs > this.ms;
    const endMs = open ? this.#endMs : this.ms + lengthMs;
    return { free: open ? max - this.#count : max, resetAt: () => endMs, retryAt: endMs };
  }
  letThrough(count: number) {
    const { free, retryAt } = this.expected();
    this.#count = max - free + count;
    this.#endMs = retryAt;
  }
  cleared() {
    this.#endMs = 0;
  }
}

class SlidingWindow extends Model {
  #times: number[] = [];

  attempt() {
    return new SlidingWindowLimit(this.table).attempt(key, { attemptsMax: max, windowMs: lengthMs });
  }
  expected() {
    const recent = this.#times.filter((time) => time > this.ms - lengthMs);
    return {
      free: max - recent.length,
      resetAt: () => this.ms + lengthMs,
      retryAt: Math.min(...recent, this.ms) + lengthMs,
    };
  }
  letThrough(count: number) {
    this.#times.push(...new Array<number>(count).fill(this.ms));
  }
  cleared() {
    this.#times = [];
  }
}

class TokenBucket extends Model {
  #fullAtMs = 0;

  attempt() {
    return new TokenBucketLimit(this.table).attempt(key, { capacity: max, refillMs: lengthMs });
  }
  expected() {
    const fullAt = Math.max(this.#fullAtMs, this.ms);
    const tokens = Math.floor(max - (fullAt - this.ms) / lengthMs);
    return {
      free: tokens,
      resetAt: (count: number) => fullAt + count * lengthMs,
      // When the bucket lacks one token less than all of them.
      retryAt: fullAt - (max - 1) * lengthMs,
    };
  }
  letThrough(count: number) {
    this.#fullAtMs = this.expected().resetAt(count);
  }
  cleared() {
    this.#fullAtMs = 0;
  }
}

const burst = fc.integer({ min: 1, max: 5 }).map(
  (count): Step<Model> => ({
    name: `${count} at once`,
    run: async (model) => {
      const { free, resetAt, retryAt } = model.expected();
      const answers = await Promise.allSettled(Array.from({ length: count }, () => model.attempt()));
      const through = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
      expect(through).toHaveLength(Math.min(count, free));
      const told = through.toSorted((left, right) => Number(right.remaining) - Number(left.remaining));
      expect(told.map(({ remaining }) => remaining)).toEqual(told.map((_, index) => free - index - 1));
      expect(told.map((each) => each.resetAt)).toEqual(told.map((_, index) => resetAt(index + 1)));
      model.letThrough(through.length);
      model.last = told.at(-1) ?? model.last;
      for (const answer of answers.filter(({ status }) => status === 'rejected')) {
        const error = answer.status === 'rejected' ? answer.reason : undefined;
        expect(error).toBeInstanceOf(AttemptsError);
        if (free === 0) expect(error).toMatchObject({ resetAt: retryAt });
      }
    },
  }),
);

const clear = fc.constant<Step<Model>>({
  name: 'clear',
  run: async (model) => {
    await model.last?.clear();
    if (model.last) model.cleared();
  },
});

it.each([
  ['a fixed window', FixedWindow],
  ['a sliding window', SlidingWindow],
  ['a token bucket', TokenBucket],
])(
  'I12: %s lets through what a simple model of it does, and tells the truth of it, while time passes',
  async (_name, Limiter) => {
    await checkModel<Model>(
      fc.oneof(
        { arbitrary: burst, weight: 5 },
        { arbitrary: timePasses(lengthMs), weight: 4 },
        { arbitrary: timePasses(lengthMs * max * 2), weight: 1 },
        { arbitrary: clear, weight: 1 },
      ),
      async () => new Limiter(await createTestTable(client, partitionedKeysTable)),
    );
  },
  120_000,
);
