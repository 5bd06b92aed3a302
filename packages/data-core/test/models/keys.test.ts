import fc from 'fast-check';
import { KeyValueCounter } from '../../src/primitives/counter/key-value-counter.ts';
import { ShardedCounter } from '../../src/primitives/counter/sharded-counter.ts';
import { KeyHoldsCounterError, KeyHoldsValueError } from '../../src/primitives/keys/errors.ts';
import { KeyValueTable } from '../../src/primitives/keys/key-value-table.ts';
import { keysTable } from '../../src/primitives/keys/keys.table.ts';
import { namespaced } from '../../src/shared/keys/namespaced.ts';
import { createTestClient, createTestTable } from '../test-table.ts';
import { checkModel, ModelClock, type Step, timePasses } from './model.ts';

const client = createTestClient();

interface Place {
  readonly namespace: string;
  readonly id: string;
}

type Held = { readonly endMs: number } & (
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'counter'; readonly count: number; readonly tokens: ReadonlyMap<string, number> }
);

const place = fc.oneof(
  // Keys that would meet if a dot in a namespace were only a dot.
  fc.record({
    namespace: fc.constantFrom('a', 'a.b', 'a%2Eb'),
    id: fc.constantFrom('b', 'b.c', 'c', '%'),
  }),
  fc.record({ namespace: fc.constant(''), id: fc.constantFrom('x', 'x.y') }),
);
const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom('', 0, false, null)).map(asJson);
const ttlSeconds = fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined });
const by = fc.integer({ min: 1, max: 5 });

/** JSON knows no -0. */
function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

const keyOf = ({ namespace, id }: Place): string => JSON.stringify([namespace, id]);
function placeOf(key: string): Place {
  const [namespace, id] = JSON.parse(key);
  return { namespace, id };
}

const lifetime = (ttl: number | undefined) => (ttl === undefined ? {} : { ttlSeconds: ttl });

/** What a table of keys is to be: values and counters by their place. */
class Model extends ModelClock {
  readonly held = new Map<string, Held>();
  readonly tableName: string;

  constructor(tableName: string) {
    super();
    this.tableName = tableName;
  }

  table({ namespace }: Pick<Place, 'namespace'>): KeyValueTable {
    return new KeyValueTable({ client, tableName: this.tableName, now: this.now, namespace });
  }

  counter({ namespace }: Pick<Place, 'namespace'>): KeyValueCounter {
    return new KeyValueCounter({ client, tableName: this.tableName, now: this.now, namespace });
  }

  /** What is there and has not expired. */
  at(place: Place): Held | undefined {
    const found = this.held.get(keyOf(place));
    return found && found.endMs > this.ms ? found : undefined;
  }

  valueAt(place: Place): unknown {
    const found = this.at(place);
    return found?.kind === 'value' ? found.value : undefined;
  }
}

const set = fc.tuple(place, value, ttlSeconds).map(
  ([at, value, ttl]): Step<Model> => ({
    name: `set ${keyOf(at)} to ${JSON.stringify(value)} for ${ttl}`,
    run: async (model) => {
      const setting = model.table(at).set(at.id, value, lifetime(ttl));
      if (model.at(at)?.kind === 'counter') return expect(setting).rejects.toThrow(KeyHoldsCounterError);
      await setting;
      model.held.set(keyOf(at), { kind: 'value', value, endMs: model.endOf(ttl) });
    },
  }),
);

const setBatch = fc.tuple(fc.array(fc.tuple(place, value), { maxLength: 40 }), ttlSeconds).map(
  ([entries, ttl]): Step<Model> => ({
    name: `setBatch ${JSON.stringify(entries)} for ${ttl}`,
    run: async (model) => {
      const namespace = 'a.b';
      const batch = entries.map(([{ id }, value]) => ({ id, value }));
      await model.table({ namespace }).setBatch(batch, lifetime(ttl));
      for (const { id, value } of batch)
        model.held.set(keyOf({ namespace, id }), { kind: 'value', value, endMs: model.endOf(ttl) });
    },
  }),
);

const remove = place.map(
  (at): Step<Model> => ({
    name: `delete ${keyOf(at)}`,
    run: async (model) => {
      await model.table(at).delete(at.id);
      model.held.delete(keyOf(at));
    },
  }),
);

const get = place.map(
  (at): Step<Model> => ({
    name: `get ${keyOf(at)}`,
    run: async (model) => {
      expect(await model.table(at).get(at.id)).toEqual(model.valueAt(at));
    },
  }),
);

const getBatch = fc.tuple(place, fc.array(place, { maxLength: 120, size: 'max' })).map(
  ([{ namespace }, places]): Step<Model> => ({
    name: `getBatch of "${namespace}" ${JSON.stringify(places)}`,
    run: async (model) => {
      const ids = places.filter((at) => (at.namespace === '') === (namespace === '')).map(({ id }) => id);
      expect(await model.table({ namespace }).getBatch(ids)).toEqual(
        ids.map((id) => model.valueAt({ namespace, id })),
      );
    },
  }),
);

const list = fc
  .tuple(place, fc.integer({ min: 1, max: 5 }), fc.constantFrom(undefined, 'c', '.b', 'a%'), fc.boolean())
  .map(
    ([{ namespace }, size, keyContains, stream]): Step<Model> => ({
      name: `${stream ? 'stream' : 'list'} "${namespace}" by ${size} with ${keyContains}`,
      run: async (model) => {
        const table = model.table({ namespace });
        const read = stream ? streamed(table, size, keyContains) : listed(table, size, keyContains);
        const expected = [...model.held.keys()]
          .map(placeOf)
          .filter((at) => at.namespace === namespace && model.at(at)?.kind === 'value')
          .filter((at) => namespaced(namespace, at.id).includes(keyContains ?? ''))
          .map((at) => [at.id, model.valueAt(at)]);
        expect(sorted(await read)).toEqual(sorted(expected));
      },
    }),
  );

async function listed(table: KeyValueTable, limit: number, keyContains: string | undefined) {
  const all: unknown[][] = [];
  let pageItem: Awaited<ReturnType<typeof table.listAll>>['pagePointer'];
  do {
    const page = await table.listAll({ pageItem, limit, keyContains });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    all.push(...page.items);
    pageItem = page.pagePointer;
  } while (pageItem);
  return all;
}

async function streamed(table: KeyValueTable, perPage: number, keyContains: string | undefined) {
  const all: unknown[][] = [];
  for await (const item of table.streamAll(perPage, keyContains === undefined ? {} : { keyContains }))
    all.push(item);
  return all;
}

const sorted = (entries: readonly unknown[][]) =>
  entries.toSorted(([left], [right]) => (String(left) < String(right) ? -1 : 1));

const increment = fc.tuple(place, by, ttlSeconds).map(
  ([at, by, ttl]): Step<Model> => ({
    name: `count ${keyOf(at)} by ${by} for ${ttl}`,
    run: async (model) => {
      const counting = model.counter(at).incr(at.id, by, lifetime(ttl));
      const found = model.at(at);
      if (found?.kind === 'value') return expect(counting).rejects.toThrow(KeyHoldsValueError);
      const { count, tokens, endMs } = found ?? { count: 0, tokens: new Map(), endMs: model.endOf(ttl) };
      expect(await counting).toBe(count + by);
      // Only the first increment with a lifetime says when a counter ends.
      const end = endMs === Number.POSITIVE_INFINITY ? model.endOf(ttl) : endMs;
      model.held.set(keyOf(at), { kind: 'counter', count: count + by, tokens, endMs: end });
    },
  }),
);

const token = fc.constantFrom('one', 'two', 'three');
const rememberedMs = 600_000;

const incrementOnce = fc.tuple(place, by, token).map(
  ([at, by, token]): Step<Model> => ({
    name: `count ${keyOf(at)} by ${by} with the token ${token}`,
    run: async (model) => {
      const counting = model.counter(at).incr(at.id, by, { token });
      const found = model.at(at);
      if (found?.kind === 'value') return expect(counting).rejects.toThrow(KeyHoldsValueError);
      const { count, tokens, endMs } = found ?? {
        count: 0,
        tokens: new Map(),
        endMs: model.endOf(undefined),
      };
      const now = await counting;
      const usedAt = tokens.get(token);
      const isRemembered = usedAt !== undefined && usedAt > model.ms - rememberedMs;
      // A token may be remembered for longer than is promised.
      const allowed = isRemembered ? [count] : usedAt === undefined ? [count + by] : [count, count + by];
      expect(allowed).toContain(now);
      const used = now === count ? tokens : new Map([...tokens, [token, model.ms]]);
      model.held.set(keyOf(at), { kind: 'counter', count: now, tokens: used, endMs });
    },
  }),
);

const forget = place.map(
  (at): Step<Model> => ({
    name: `forget the counter ${keyOf(at)}`,
    run: async (model) => {
      await model.counter(at).delete(at.id);
      if (model.held.get(keyOf(at))?.kind === 'counter') model.held.delete(keyOf(at));
    },
  }),
);

const readCounts = fc.array(place, { maxLength: 20 }).map(
  (places): Step<Model> => ({
    name: 'read counts',
    run: async (model) => {
      const namespace = 'a';
      const ids = places.map(({ id }) => id);
      expect(await model.counter({ namespace }).get(ids)).toEqual(
        ids.map((id) => {
          const found = model.at({ namespace, id });
          return { id, count: found?.kind === 'counter' ? found.count : undefined };
        }),
      );
    },
  }),
);

const create = async () => new Model(await createTestTable(client, keysTable));

it('values by id are what a simple model of them is, in namespaces with dots, while they expire', async () => {
  await checkModel<Model>(
    fc.oneof(set, setBatch, remove, get, getBatch, list, increment, timePasses(9000)),
    create,
  );
});

it('counters are what a simple model of them is, beside values, while tokens are forgotten', async () => {
  await checkModel<Model>(
    fc.oneof(
      { arbitrary: incrementOnce, weight: 4 },
      { arbitrary: increment, weight: 2 },
      { arbitrary: readCounts, weight: 2 },
      { arbitrary: timePasses(400_000), weight: 1 },
      { arbitrary: timePasses(9000), weight: 1 },
      { arbitrary: fc.oneof(set, forget), weight: 1 },
    ),
    create,
  );
});

it('a counter in shards is the sum of what was counted, however it is spread', async () => {
  const tableName = await createTestTable(client, keysTable);
  const counter = new KeyValueCounter({ client, tableName, namespace: 'shards' });
  let runs = 0;
  const spread = fc.array(
    fc.tuple(fc.integer({ min: -5, max: 5 }), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
  );
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 12 }), spread, async (shards, changes) => {
      const id = `run${runs++}`;
      await Promise.all(
        changes.map(([by, chance]) =>
          new ShardedCounter(counter, { shards, random: () => chance }).incr(id, by),
        ),
      );
      const sum = changes.reduce((total, [by]) => total + by, 0);
      const sharded = new ShardedCounter(counter, { shards });
      expect(await sharded.get(id)).toBe(sum);
      await sharded.delete(id);
      expect(await sharded.get(id)).toBe(0);
    }),
    { numRuns: 10 },
  );
});
