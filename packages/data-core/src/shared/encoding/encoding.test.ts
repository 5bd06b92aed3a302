import assert from 'node:assert/strict';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { fromAttributes, toAttributes } from './attributes.ts';
import { decodeTyped } from './decode.ts';
import { encodeTyped, type Json } from './encode.ts';
import { fromJsonText, toCanonicalJson, toJsonText } from './json-text.ts';
import { packJson, unpackJson } from './packed-json.ts';
import { UnstorableValueError } from './unstorable-value-error.ts';

/** Everything of a value's way to the table and back: as text, as bytes, and as the attribute of an item. */
const ways: [string, (value: unknown) => unknown][] = [
  ['a text', (value) => fromJsonText(toJsonText('value', value))],
  ['bytes', (value) => viaBytes(encodeTyped(value))],
  ['compressed bytes', (value) => viaBytes(encodeTyped(value), 0)],
  [
    'an attribute',
    (value) => {
      const item = toAttributes({ value: encodeTyped(value) });
      return fromAttributes(unmarshall(marshall(item, { removeUndefinedValues: true }))).value;
    },
  ],
];

function viaBytes(json: Json, wantedBytes?: number): unknown {
  const { format, data } = packJson(json, wantedBytes);
  return decodeTyped(unpackJson(format, data));
}

const roundTrip = (value: unknown) => fromJsonText(toJsonText('value', value));

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\ud83d', 'a\udc00b', '\u0000'),
);
const leaf = fc.oneof(
  text,
  fc.constantFrom('2024-02-29T12:00:00.000Z', '$date', '__proto__'),
  fc.double(),
  fc.integer(),
  fc.constantFrom(2 ** 53, -(2 ** 60), 1e300, 1e-300, -0),
  fc.bigInt(),
  fc.boolean(),
  fc.constant(null),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array(),
  fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  fc.float32Array(),
  fc.float64Array(),
  fc.bigInt64Array(),
  fc.uint8Array().map((bytes) => new Uint8Array(bytes).buffer),
  fc.uint8Array().map((bytes) => new DataView(new Uint8Array(bytes).buffer)),
);
const name = fc.oneof(
  text,
  fc.constantFrom(
    '$date',
    '$literal',
    '$set',
    '$x',
    '$json',
    '$typed',
    '__proto__',
    'constructor',
    'toString',
    '',
  ),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof({ depthSize: 'small' }, leaf, tie('list'), tie('record'), tie('set'), tie('map')),
  list: fc.array(tie('tree'), { maxLength: 4 }),
  record: fc
    .array(fc.tuple(name, tie('tree')), { maxLength: 4 })
    .map((entries) => Object.fromEntries(entries)),
  set: fc.array(tie('tree'), { maxLength: 4 }).map((items) => new Set(items)),
  map: fc.array(fc.tuple(tie('tree'), tie('tree')), { maxLength: 4 }).map((entries) => new Map(entries)),
}));

describe.each(ways)('a value stored as %s', (_, way) => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(tree, (value) => {
        assert.deepStrictEqual(way(value), value);
      }),
      { numRuns: 500 },
    );
  });

  it('comes back however deep it is nested, up to 500 levels', () => {
    let deep: unknown = 'end';
    for (let level = 0; level < 400; level += 1) deep = { down: deep };
    expect(way(deep)).toEqual(deep);
  });
});

describe('the encoding of values', () => {
  it('leaves a text that looks like a date a text, and a Date a Date', () => {
    const value = { text: '2024-01-01T00:00:00.000Z', date: new Date('2024-01-01T00:00:00.000Z') };
    expect(encodeTyped(value)).toEqual({
      text: '2024-01-01T00:00:00.000Z',
      date: { $date: 1_704_067_200_000 },
    });
    expect(roundTrip(value)).toEqual(value);
  });

  it('keeps an object of the caller that looks like a tag', () => {
    expect(roundTrip({ $date: 'tomorrow' })).toEqual({ $date: 'tomorrow' });
  });

  it.each([
    { $set: { name: 'Anna' } },
    { $map: [1, 2] },
    { $map: [[1]] },
    { $date: 'tomorrow' },
    { $bigint: 'five' },
    { $typed: ['Object', ''] },
    { $typed: ['Int8Array', 5] },
    { $json: 'no JSON' },
    { $literal: 5 },
    { $number: 5 },
    { $other: 1 },
  ])('leaves %j of another writer as it is, though it looks like a tag', (stored) => {
    expect(decodeTyped(stored)).toEqual(stored);
  });

  it('keeps an invalid Date invalid', () => {
    const { never } = roundTrip({ never: new Date(Number.NaN) }) as { never: Date };
    expect(never).toBeInstanceOf(Date);
    expect(never.getTime()).toBeNaN();
  });

  it('leaves out what is undefined, as JSON does, and honours toJSON and boxed values', () => {
    const boxed = [Object(1), Object('b'), Object(false)];
    const value = { a: undefined, b: [undefined], c: new URL('http://a.example/'), boxed };
    expect(encodeTyped(value)).toEqual({ b: [null], c: 'http://a.example/', boxed: [1, 'b', false] });
  });

  it('keeps the properties of an object of a class, as JSON does', () => {
    class Point {
      x = 1;
      #hidden = 2;
      sum() {
        return this.x + this.#hidden;
      }
    }
    expect(encodeTyped(new Point())).toEqual({ x: 1 });
  });

  it('does not touch the value', () => {
    const value = Object.freeze({
      when: Object.freeze(new Date(0)),
      list: Object.freeze([Object.freeze({ a: 1 })]),
    });
    expect(() => encodeTyped(value)).not.toThrow();
  });

  it.each([
    ['a function', { user: { greet: () => 'hi' } }, 'user.greet'],
    ['a symbol', [Symbol('x')], '0'],
    ['of type Error', { failure: new TypeError('x') }, 'failure'],
    ['of type Promise', { later: Promise.resolve(1) }, 'later'],
    ['of type RegExp', { pattern: /x/ }, 'pattern'],
    ['of type WeakMap', { weak: new WeakMap() }, 'weak'],
    ['of type Generator', { list: (function* () {})() }, 'list'],
    ['of type URLSearchParams', { query: new URLSearchParams('a=1') }, 'query'],
  ])('fault: it became {} or null: names the path of %s', (what, value, path) => {
    const encode = () => encodeTyped(value);
    expect(encode).toThrow(UnstorableValueError);
    expect(encode).toThrow(`The value at "${path}" is ${what}: only data can be stored.`);
  });

  it('names the path of a cycle, and lets the same object stand twice side by side', () => {
    const shared = { a: 1 };
    expect(encodeTyped([shared, shared])).toEqual([{ a: 1 }, { a: 1 }]);
    const cyclic: Record<string, unknown> = {};
    cyclic.self = { again: cyclic };
    expect(() => encodeTyped(cyclic)).toThrow('"self.again" is a cycle');
  });

  it('refuses what is nested deeper than 500 levels instead of exhausting the stack', () => {
    let deep: unknown = 'end';
    for (let level = 0; level < 100_000; level += 1) deep = [deep];
    expect(() => encodeTyped(deep)).toThrow(UnstorableValueError);
  });

  it('is the same text for equal values, in whatever order their names are', () => {
    const canonical = (value: unknown) => toCanonicalJson('value', value);
    expect(canonical({ b: 1, a: { d: 2, c: new Date(0) } })).toBe(
      canonical({ a: { c: new Date(0), d: 2 }, b: 1 }),
    );
    expect(canonical([0])).toBe(canonical([-0]));
    expect(canonical([1, 2])).not.toBe(canonical([2, 1]));
  });
});

describe('the attributes of an item', () => {
  it('stay readable where DynamoDB can hold them', () => {
    const values = { name: 'Anna', nested: { list: [1, { at: encodeTyped(new Date(5)) }] } };
    expect(toAttributes(values)).toEqual(values);
  });

  it.each(['', '__proto__', 'constructor', 'reserved', '$x', '$"x"', 'cut \ud83d'])(
    'bear the name %j and give it back, beside one that it could be mistaken for',
    (odd) => {
      const values = Object.fromEntries([
        [odd, 1],
        [`$${JSON.stringify(odd)}`, 2],
        ['plain', 3],
      ]);
      const stored = toAttributes(values, new Set(['reserved']));
      expect(Object.keys(stored)).not.toContain(odd);
      const back = fromAttributes(unmarshall(marshall(stored)));
      expect(Object.entries(back).sort()).toEqual(Object.entries(values).sort());
    },
  );

  it('leave a name of another writer as it is, though it looks like one of ours', () => {
    expect(fromAttributes({ '$"x': 1 })).toEqual({ '$"x': 1 });
  });
});
