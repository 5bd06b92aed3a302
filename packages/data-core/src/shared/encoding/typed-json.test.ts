import fc from 'fast-check';
import { decodeTyped } from './decode.ts';
import { encodeTyped } from './encode.ts';
import { UnstorableValueError } from './unstorable-value-error.ts';

const roundTrip = (value: unknown) => decodeTyped(JSON.parse(JSON.stringify(encodeTyped(value))));

const leaf = fc.oneof(
  fc.string(),
  fc.constantFrom('2024-02-29T12:00:00.000Z', '$date', '__proto__'),
  fc.double(),
  fc.bigInt(),
  fc.boolean(),
  fc.constant(null),
  fc.date(),
  fc.uint8Array(),
  fc.uint8Array().map((bytes) => Buffer.from(bytes)),
);
const name = fc.oneof(fc.string(), fc.constantFrom('$date', '$literal', '$set', '$x', '__proto__', ''));
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof({ depthSize: 'small' }, leaf, tie('list'), tie('record'), tie('set'), tie('map')),
  list: fc.array(tie('tree'), { maxLength: 4 }),
  record: fc
    .array(fc.tuple(name, tie('tree')), { maxLength: 4 })
    .map((entries) => Object.fromEntries(entries)),
  set: fc.array(tie('tree'), { maxLength: 4 }).map((items) => new Set(items)),
  map: fc.array(fc.tuple(tie('tree'), tie('tree')), { maxLength: 4 }).map((entries) => new Map(entries)),
}));

describe('typed JSON', () => {
  it('gives back whatever it was given', () => {
    fc.assert(
      fc.property(tree, (value) => {
        expect(roundTrip(value)).toStrictEqual(value);
      }),
      { numRuns: 500 },
    );
  });

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

  it('leaves out what is undefined, as JSON does, and honours toJSON', () => {
    expect(encodeTyped({ a: undefined, b: [undefined], c: new URL('http://a.example/') })).toEqual({
      b: [null],
      c: 'http://a.example/',
    });
  });

  it('takes time in proportion to the depth', () => {
    let deep: unknown = 'end';
    for (let level = 0; level < 400; level += 1) deep = { down: deep };
    expect(roundTrip(deep)).toEqual(deep);
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
  ])('names the path of %s', (what, value, path) => {
    expect(() => encodeTyped(value)).toThrow(new UnstorableValueError(path.split('.'), what).message);
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
});
