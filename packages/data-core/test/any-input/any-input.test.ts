import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { DataCoreError, InvalidOptionError } from '../../src/index.ts';
import { type MakeArguments, makeSamples, type Samples } from './samples.ts';

const root = join(__dirname, '../..');

type Call = (...args: unknown[]) => unknown;

/** Every function and class that a user can import, by its name; errors are there to be caught, not made. */
function exported(): Record<string, Call> {
  const entries: { 'switchboard-source': string }[] = Object.values(
    JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).exports,
  );
  const modules = entries.map((entry) => require(join(root, entry['switchboard-source'])));
  const functions = Object.entries(Object.assign({}, ...modules)).filter(
    (entry): entry is [string, Call] => typeof entry[1] === 'function',
  );
  return Object.fromEntries(functions.filter(([, made]) => !isErrorClass(made)));
}

const isErrorClass = (made: Call): boolean =>
  made.prototype instanceof DataCoreError || String(made.name) === DataCoreError.name;
const isClass = (made: Call): boolean => /^class\b/.test(String(made));

/** The methods of a class or object; those that begin with `_` are its own. */
const methodsOf = (prototype: object): string[] =>
  Object.entries(Object.getOwnPropertyDescriptors(prototype))
    .filter(([name, { value }]) => typeof value === 'function' && name !== 'constructor' && name[0] !== '_')
    .map(([name]) => name)
    .sort();

interface Callable {
  readonly call: (args: readonly unknown[]) => unknown;
  readonly args: MakeArguments;
}

/** Everything that can be called, by a name such as `KeyValueTable.get`. */
function callablesOf({ calls, classes, returned }: Samples): Map<string, Callable> {
  const functions = exported();
  const found = new Map<string, Callable>();
  for (const [name, args] of Object.entries(calls)) {
    const made = functions[name] as Call;
    const call = isClass(made)
      ? (given: readonly unknown[]) => Reflect.construct(made, given)
      : (given: readonly unknown[]) => made(...given);
    found.set(name, { args, call });
  }
  for (const [owner, { on, methods }] of Object.entries({ ...classes, ...returned })) {
    for (const [name, args] of Object.entries(methods)) {
      const call = async (given: readonly unknown[]) => {
        const object = typeof on === 'function' ? await on() : on;
        return Reflect.apply(Reflect.get(object, name), object, given);
      };
      found.set(`${owner}.${name}`, { args, call });
    }
  }
  return found;
}

/** What is hardly ever right, of every kind that JavaScript has. Made anew, since some methods write into what they are given. */
const makeWrong = (): readonly unknown[] => [
  ...[
    null,
    undefined,
    true,
    0,
    -1,
    1.5,
    Number.MAX_SAFE_INTEGER,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1n,
    '',
    'a text',
    'a\ud83d',
  ],
  ...[
    [],
    [null],
    [5],
    [[]],
    {},
    { wrong: 1 },
    Object.create(null),
    Symbol('s'),
    () => 1,
    new Date(Number.NaN),
  ],
];

// biome-ignore lint/style/noProcessEnv: how the long runs ask for everything
const isWhole = process.env.WHOLE !== undefined;

/** A third of the values, another one at each place; in the long runs all of them. */
const someOf = (values: readonly unknown[], place: number): readonly unknown[] =>
  isWhole ? values : values.filter((_, index) => (index + place) % 3 === 0);

type Path = readonly string[];

/** The places in the arguments, three levels deep, at which something wrong can stand. */
function placesIn(value: unknown, depth = 4): Path[] {
  const plain =
    Array.isArray(value) || (isObject(value) && Object.getPrototypeOf(value) === Object.prototype);
  if (!plain || depth === 0) return [];
  return Object.entries(Object(value)).flatMap(([name, inner]) => [
    [name],
    ...placesIn(inner, depth - 1).map((path) => [name, ...path]),
  ]);
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** A copy of the arguments with something else at a place. */
function withAt(value: readonly unknown[], path: Path, other: unknown): readonly unknown[] {
  const [first, ...rest] = path;
  return first === undefined ? value : value.with(Number(first), replaced(value[Number(first)], rest, other));
}

function replaced(value: unknown, [name, ...rest]: Path, other: unknown): unknown {
  if (name === undefined) return other;
  const copy: object = Array.isArray(value) ? [...value] : { ...Object(value) };
  Reflect.set(copy, name, replaced(Reflect.get(copy, name), rest, other));
  return copy;
}

/** The error of a call, whatever the call is: a promise, an iterable, an object that has to be released. */
async function errorOf(call: () => unknown): Promise<unknown> {
  try {
    const result: unknown = await call();
    if (isObject(result) && Symbol.asyncIterator in result)
      for await (const _ of result as AsyncIterable<unknown>);
    if (isObject(result) && 'release' in result) await (result as { release(): Promise<unknown> }).release();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** These take whole requests, or the names of tables: only DynamoDB knows whether a table exists and what its keys are. */
const passOn = [
  ...['batchGet', 'batchWrite', 'transactWrite', 'fencedWrite', 'createTable'],
  ...['eraseUserData', 'exportUserData'],
];

const isNamed = (name: string, error: unknown): boolean =>
  error === undefined ||
  error instanceof DataCoreError ||
  (passOn.includes(name) && error instanceof DynamoDBServiceException);

let samples: Samples;
let callables: Map<string, Callable>;

beforeAll(async () => {
  samples = await makeSamples();
  callables = callablesOf(samples);
});

describe('what can be called', () => {
  it('is all that the package exports', () => {
    const functions = exported();
    expect(Object.keys(samples.calls).sort()).toEqual(Object.keys(functions).sort());
    const classes = Object.entries(functions).filter(([, made]) => isClass(made));
    expect(Object.keys(samples.classes).sort()).toEqual(classes.map(([name]) => name).sort());
    for (const [name, made] of classes) {
      const { methods = {} } = samples.classes[name] ?? {};
      expect([name, Object.keys(methods).sort()]).toEqual([name, methodsOf(made.prototype)]);
    }
  });

  it('is called rightly by its sample', async () => {
    const failed: unknown[] = [];
    for (const [name, { call, args }] of callables) {
      const error = await errorOf(async () => call(await args()));
      if (error !== undefined) failed.push([name, error]);
    }
    expect(failed).toEqual([]);
  });
});

describe('fault: batchGet, batchWrite, transactWrite and createTable gave TypeErrors: only named errors come', () => {
  it('of one wrong thing, of every kind, in every place', async () => {
    const failed: string[] = [];
    for (const [name, { call, args }] of callables) {
      let right = await args();
      for (const [place, path] of placesIn(right).entries()) {
        for (const value of someOf(makeWrong(), place)) {
          const given = withAt(right, path, value);
          const error = await errorOf(() => call(given));
          // What a refused call was given is as good as new: making it takes requests.
          if (!(error instanceof InvalidOptionError)) right = await args();
          if (!isNamed(name, error))
            failed.push(`${name} ${path.join('.')} = ${fc.stringify(value)}: ${error}`);
        }
      }
    }
    expect(failed).toEqual([]);
  }, 600_000);

  it('of too few arguments', async () => {
    const failed: string[] = [];
    for (const [name, { call, args }] of callables) {
      const all = await args();
      for (let length = 0; length < all.length; length += 1) {
        const error = await errorOf(() => call(all.slice(0, length)));
        if (!isNamed(name, error)) failed.push(`${name} with ${length}: ${error}`);
      }
    }
    expect(failed).toEqual([]);
  });

  it('of anything in place of all arguments, and of several wrong things', async () => {
    const anything = fc.oneof(
      fc.constantFrom(...makeWrong()),
      fc.anything({ withBigInt: true, withDate: true }),
    );
    const change = fc.record({ place: fc.nat(), value: anything });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...callables.keys()),
        fc.oneof(fc.array(anything, { maxLength: 5 }), fc.array(change, { minLength: 2, maxLength: 4 })),
        async (name, wrongs) => {
          const { call, args } = callables.get(name) as Callable;
          const given = isChanges(wrongs) ? changed(await args(), wrongs) : wrongs;
          const error = await errorOf(() => call(given));
          if (!isNamed(name, error)) throw error;
        },
      ),
      { numRuns: 300 },
    );
  });
});

interface Change {
  readonly place: number;
  readonly value: unknown;
}

const isChanges = (wrongs: readonly unknown[]): wrongs is readonly Change[] =>
  wrongs.length > 0 && wrongs.every((wrong) => isObject(wrong) && 'place' in wrong && 'value' in wrong);

function changed(args: readonly unknown[], changes: readonly Change[]): readonly unknown[] {
  return changes.reduce<readonly unknown[]>((given, { place, value }) => {
    const places = placesIn(given);
    return withAt(given, places[place % places.length] ?? [], value);
  }, args);
}
