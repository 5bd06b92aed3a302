import fc from 'fast-check';
import type { CompoundKey } from '../../src/primitives/partitioned/compound-key.ts';
import { NotASetError } from '../../src/primitives/partitioned/errors.ts';
import { PartitionedKeyValueTable } from '../../src/primitives/partitioned/partitioned-key-value-table.ts';
import { partitionedKeysTable } from '../../src/primitives/partitioned/partitioned-keys.table.ts';
import { createTestClient, createTestTable } from '../test-table.ts';
import { checkModel, ModelClock, type Step, timePasses } from './model.ts';

const client = createTestClient();

/** An element of a set: the same as another if `id` and `v` are, or by an equality of its own if `id` is. */
interface Element {
  readonly id: number;
  readonly v: string;
}
type Equality = (left: Element, right: Element) => boolean;
type Held = { readonly endMs: number } & (
  | { readonly value: unknown; readonly elements?: undefined }
  | { readonly elements: readonly Element[]; readonly value?: undefined }
);

const key: fc.Arbitrary<CompoundKey<string, Element[]>> = fc.oneof(
  // Keys that would meet if a dot in a namespace were only a dot.
  fc.record({
    partition: fc.constantFrom('p', 'q'),
    namespace: fc.constantFrom('n', 'n.m'),
    sort: fc.constantFrom('m.s', 's'),
  }),
  fc.record({ partition: fc.constantFrom('p', 'q'), sort: fc.constantFrom('s', 'x.y') }),
);
/** The names in both orders: that makes no difference. */
const element: fc.Arbitrary<Element> = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.constantFrom('a', 'b'), fc.boolean())
  .map(([id, v, reversed]) => (reversed ? { v, id } : { id, v }));
const elements = fc.array(element, { maxLength: 4 });
const list = fc.oneof(elements, fc.constantFrom('text', 0, null));
const ttlSeconds = fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined });

const same: Equality = (left, right) => left.id === right.id && left.v === right.v;
const sameId: Equality = (left, right) => left.id === right.id;
const equality = fc.constantFrom(undefined, sameId);

const nameOf = (key: CompoundKey): string => JSON.stringify([key.partition, key.namespace ?? '', key.sort]);
const lifetime = (ttl: number | undefined) => (ttl === undefined ? {} : { ttlSeconds: ttl });
const inOrder = (elements: readonly Element[]) => elements.map(({ id, v }) => `${id}${v}`).toSorted();

/** What a partitioned table is to be: values, and lists of elements without repetition. */
class Model extends ModelClock {
  readonly held = new Map<string, Held>();
  readonly table: PartitionedKeyValueTable;

  constructor(tableName: string) {
    super();
    this.table = new PartitionedKeyValueTable({ client, tableName, now: this.now });
  }

  at(name: string): Held | undefined {
    const found = this.held.get(name);
    return found && found.endMs > this.ms ? found : undefined;
  }

  put(key: CompoundKey, value: unknown, ttl: number | undefined): void {
    this.held.set(nameOf(key), { value, endMs: this.endOf(ttl) });
  }

  /** Changes a set; `decide` is given `undefined` if there is none, and gives that to leave it as it is. */
  async change(
    key: CompoundKey,
    changing: Promise<boolean>,
    decide: (elements: readonly Element[] | undefined) => readonly Element[] | undefined,
  ): Promise<void> {
    const found = this.at(nameOf(key));
    if (found && found.elements === undefined && !Array.isArray(found.value))
      return expect(changing).rejects.toThrow(NotASetError);
    const next = decide(found?.elements ?? (found?.value as Element[] | undefined));
    expect(await changing).toBe(next !== undefined);
    if (next === undefined) return;
    const endMs = found?.endMs ?? Number.POSITIVE_INFINITY;
    this.held.set(nameOf(key), { elements: distinct(next, same), endMs });
  }
}

function distinct(elements: readonly Element[], equal: Equality): Element[] {
  const kept: Element[] = [];
  for (const one of elements) if (!kept.some((other) => equal(one, other))) kept.push(one);
  return kept;
}

const set = fc.tuple(key, list, ttlSeconds, fc.boolean()).map(
  ([key, data, ttl, onlyNew]): Step<Model> => ({
    name: `set ${nameOf(key)} to ${JSON.stringify(data)} for ${ttl}, only new: ${onlyNew}`,
    run: async (model) => {
      const { table } = model;
      const untyped: CompoundKey = key;
      if (!onlyNew) await table.set(untyped, data, lifetime(ttl));
      else {
        const isNew = model.at(nameOf(key)) === undefined;
        expect(await table.setIfNotExists(untyped, data, lifetime(ttl))).toBe(isNew);
        if (!isNew) return;
      }
      model.put(key, data, ttl);
    },
  }),
);

const setBatch = fc.tuple(fc.array(fc.tuple(key, list), { maxLength: 40 }), ttlSeconds).map(
  ([entries, ttl]): Step<Model> => ({
    name: `setBatch ${JSON.stringify(entries)} for ${ttl}`,
    run: async (model) => {
      const batch = entries.map(([key, data]): { key: CompoundKey; data: unknown } => ({ key, data }));
      await model.table.setBatch(batch, lifetime(ttl));
      for (const { key, data } of batch) model.put(key, data, ttl);
    },
  }),
);

const remove = key.map(
  (key): Step<Model> => ({
    name: `delete ${nameOf(key)}`,
    run: async (model) => {
      await model.table.delete(key);
      model.held.delete(nameOf(key));
    },
  }),
);

const clear = fc.constantFrom('p', 'q').map(
  (partition): Step<Model> => ({
    name: `clear ${partition}`,
    run: async (model) => {
      const own = [...model.held.keys()].filter((name) => JSON.parse(name)[0] === partition);
      // What has expired is still there to be deleted.
      expect(await model.table.clear(partition)).toBe(own.length);
      for (const name of own) model.held.delete(name);
    },
  }),
);

function expectHeld(actual: unknown, held: Held | undefined): void {
  if (held?.elements === undefined) expect(actual).toEqual(held?.value);
  else expect(inOrder(actual as Element[])).toEqual(inOrder(held.elements));
}

const get = fc.array(key, { maxLength: 10 }).map(
  (keys): Step<Model> => ({
    name: `get ${keys.map(nameOf)}`,
    run: async (model) => {
      const batch = await model.table.getBatch(keys);
      expect(batch).toHaveLength(keys.length);
      for (const [index, key] of keys.entries()) {
        const held = model.at(nameOf(key));
        expectHeld(batch[index], held);
        expectHeld(await model.table.get(key), held);
        expect(await model.table.exists(key)).toBe(held !== undefined);
      }
    },
  }),
);

const listAll = fc.constantFrom('p', 'q').map(
  (partition): Step<Model> => ({
    name: `list ${partition}`,
    run: async (model) => {
      const found: string[] = [];
      for await (const page of model.table.listAll(partition)) found.push(...page.map(({ key }) => key));
      const own = [...model.held.keys()].filter((name) => JSON.parse(name)[0] === partition);
      expect(found).toHaveLength(own.filter((name) => model.at(name)).length);
    },
  }),
);

const add = fc.tuple(key, fc.array(element, { minLength: 1, maxLength: 4 }), equality).map(
  ([key, added, equal]): Step<Model> => ({
    name: `add ${JSON.stringify(added)} to ${nameOf(key)}${equal ? ' by id' : ''}`,
    run: (model) =>
      model.change(key, model.table.addToSet(key, added, equal), (there = []) => {
        const missing = added.filter((one) => !there.some((other) => (equal ?? same)(one, other)));
        return missing.length === 0 ? undefined : [...there, ...distinct(missing, equal ?? same)];
      }),
  }),
);

const take = fc.tuple(key, fc.array(element, { minLength: 1, maxLength: 4 }), equality).map(
  ([key, taken, equal = same]): Step<Model> => ({
    name: `take ${JSON.stringify(taken)} from ${nameOf(key)}${equal === sameId ? ' by id' : ''}`,
    run: (model) =>
      model.change(
        key,
        model.table.removeFromSet(key, taken, equal === sameId ? sameId : undefined),
        (there) => there?.filter((old) => !taken.some((one) => equal(old, one))),
      ),
  }),
);

const takeByKey = fc.tuple(key, fc.integer({ min: 0, max: 3 })).map(
  ([key, id]): Step<Model> => ({
    name: `take ${id} from ${nameOf(key)} by a predicate`,
    run: (model) =>
      model.change(
        key,
        model.table.removeFromSetByKey(key, (one) => one.id === id),
        (there) => there?.filter((old) => old.id !== id),
      ),
  }),
);

const update = fc.tuple(key, element, fc.boolean()).map(
  ([key, one, byId]): Step<Model> => ({
    name: `update ${JSON.stringify(one)} in ${nameOf(key)}${byId ? ' by id' : ''}`,
    run: (model) => {
      const replaced = (old: Element) => (byId ? sameId(old, one) : same(old, one));
      return model.change(
        key,
        model.table.updateInSet(key, one, byId ? replaced : undefined),
        (there) => there && [...there.filter((old) => !replaced(old)), one],
      );
    },
  }),
);

const exists = fc.tuple(key, element, equality).map(
  ([key, one, equal]): Step<Model> => ({
    name: `look for ${JSON.stringify(one)} in ${nameOf(key)}`,
    run: async (model) => {
      const found = model.at(nameOf(key));
      const looking = model.table.existsInSet(key, one, equal);
      if (found && found.elements === undefined && !Array.isArray(found.value))
        return expect(looking).rejects.toThrow(NotASetError);
      const there = found?.elements ?? (found?.value as Element[] | undefined) ?? [];
      expect(await looking).toBe(there.some((old) => (equal ?? same)(old, one)));
    },
  }),
);

const create = async () => new Model(await createTestTable(client, partitionedKeysTable));

it('values in partitions are what a simple model of them is, while they expire', async () => {
  await checkModel<Model>(fc.oneof(set, setBatch, remove, clear, get, listAll, timePasses(9000)), create);
});

it('sets are what a simple model of them is, with both ways of being equal, in the place of values and lists', async () => {
  await checkModel<Model>(
    fc.oneof(add, add, take, takeByKey, update, exists, get, set, remove, timePasses(9000)),
    create,
  );
});
