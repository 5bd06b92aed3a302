import fc from 'fast-check';
import { DoOnceManager } from '../../src/primitives/once/do-once-manager.ts';
import { DoOnceInProgressError, DoOnceLeaseLostError } from '../../src/primitives/once/errors.ts';
import { PartitionedKeyValueTable } from '../../src/primitives/partitioned/partitioned-key-value-table.ts';
import { partitionedKeysTable } from '../../src/primitives/partitioned/partitioned-keys.table.ts';
import { createTestClient, createTestTable } from '../test-table.ts';
import { checkModel, ModelClock, type Step, timePasses } from './model.ts';

const client = createTestClient();
const leaseMs = 5000;

type Held =
  | { readonly state: 'running'; readonly run: Run; readonly untilMs: number }
  | { readonly state: 'done'; readonly result: number; readonly at: number; readonly endMs: number };

/** A process that has begun the action and stands still in it, until it is told to go on. */
interface Run {
  readonly ttlSeconds: number | undefined;
  readonly goOn: (result: number) => void;
  readonly ended: Promise<unknown>;
}

/** What one action is to be: not begun, running, or done. */
class Model extends ModelClock {
  held: Held | undefined;
  readonly runs: Run[] = [];
  readonly once: DoOnceManager;
  #results = 0;

  constructor(tableName: string) {
    super();
    const table = new PartitionedKeyValueTable({ client, tableName, now: this.now });
    // Nobody waits here, and no lease is renewed.
    this.once = new DoOnceManager(table, { sleep: () => new Promise(() => {}) });
  }

  get current(): Held | undefined {
    const { held } = this;
    return held?.state === 'done' && held.endMs <= this.ms ? undefined : held;
  }

  get isRunning(): boolean {
    return this.current?.state === 'running' && this.current.untilMs > this.ms;
  }

  nextResult(): number {
    this.#results += 1;
    return this.#results;
  }

  done(result: number, ttlSeconds?: number): void {
    this.held = { state: 'done', result, at: this.ms, endMs: this.endOf(ttlSeconds) };
  }
}

const ttlSeconds = fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined });
const lifetime = (ttl: number | undefined) => (ttl === undefined ? {} : { ttlSeconds: ttl });

const callers = fc.tuple(fc.integer({ min: 1, max: 5 }), ttlSeconds).map(
  ([count, ttl]): Step<Model> => ({
    name: `${count} call at once, for ${ttl}`,
    run: async (model) => {
      const before = model.current;
      const { isRunning } = model;
      const ran: number[] = [];
      const action = async () => {
        ran.push(model.nextResult());
        return ran[0];
      };
      const options = { leaseMs, whenRunning: 'throw', ...lifetime(ttl) } as const;
      const answers = await Promise.allSettled(
        Array.from({ length: count }, () => model.once.doOnce('anna', 'act', action, options)),
      );
      const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
      for (const error of refused) expect(error).toBeInstanceOf(DoOnceInProgressError);
      const given = answers.flatMap((answer) =>
        answer.status === 'fulfilled' ? [answer.value.actionResponse] : [],
      );
      if (isRunning) return expect([ran, given]).toEqual([[], []]);
      if (before?.state === 'done') {
        expect(ran).toEqual([]);
        expect(given).toEqual(Array.from({ length: count }, () => before.result));
        return;
      }
      expect(ran).toHaveLength(1);
      expect(new Set(given)).toEqual(new Set(ran));
      for (const result of ran) model.done(result, ttl);
    },
  }),
);

const fail = fc.constant<Step<Model>>({
  name: 'the action throws',
  run: async (model) => {
    const before = model.current;
    if (model.isRunning || before?.state === 'done') return;
    const failing = model.once.doOnce('anna', 'act', () => Promise.reject(new Error('failed')), { leaseMs });
    await expect(failing).rejects.toThrow('failed');
    model.held = undefined;
  },
});

const begin = ttlSeconds.map(
  (ttl): Step<Model> => ({
    name: `one begins and stands still, for ${ttl}`,
    run: async (model) => {
      if (model.isRunning || model.current?.state === 'done') return;
      let goOn = (_result: number) => {};
      const result = new Promise<number>((resolve) => {
        goOn = resolve;
      });
      let ended: Promise<unknown> = Promise.resolve();
      await new Promise<void>((begun) => {
        const action = () => {
          begun();
          return result;
        };
        ended = model.once
          .doOnce('anna', 'act', action, { leaseMs, ...lifetime(ttl) })
          .catch((error: unknown) => error);
      });
      const run = { ttlSeconds: ttl, goOn, ended };
      model.runs.push(run);
      model.held = { state: 'running', run, untilMs: model.ms + leaseMs };
    },
  }),
);

const goOn = fc.boolean().map(
  (newest): Step<Model> => ({
    name: `the ${newest ? 'newest' : 'oldest'} one goes on`,
    run: async (model) => {
      const run = newest ? model.runs.pop() : model.runs.shift();
      if (!run) return;
      const isStillIts = model.held?.state === 'running' && model.held.run === run;
      const result = model.nextResult();
      run.goOn(result);
      const ended = await run.ended;
      if (!isStillIts) return expect(ended).toBeInstanceOf(DoOnceLeaseLostError);
      expect(ended).toEqual({ didAction: true, actionResponse: result, at: model.ms });
      model.done(result, run.ttlSeconds);
    },
  }),
);

const look = fc.constant<Step<Model>>({
  name: 'look',
  run: async (model) => {
    const { current } = model;
    const expected = current?.state === 'done' ? { done: true, at: current.at } : undefined;
    expect(await model.once.haveAlreadyDone('anna', 'act')).toEqual(expected);
  },
});

const forget = fc.constant<Step<Model>>({
  name: 'forget',
  run: async (model) => {
    await model.once.clearKey('anna', 'act');
    model.held = undefined;
  },
});

it('I13: an action that is done once is what a simple model of it is, with late ones, failures and forgetting', async () => {
  await checkModel<Model>(
    fc.oneof(
      { arbitrary: callers, weight: 3 },
      { arbitrary: begin, weight: 3 },
      { arbitrary: goOn, weight: 3 },
      { arbitrary: timePasses(leaseMs * 2), weight: 3 },
      { arbitrary: fc.oneof(look, forget, fail), weight: 4 },
    ),
    async () => new Model(await createTestTable(client, partitionedKeysTable)),
  );
});
