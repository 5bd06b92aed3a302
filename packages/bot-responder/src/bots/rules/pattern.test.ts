import { growth } from '@switchboard/jest-preset/processor-time';
import fc from 'fast-check';
import { matchPattern, parsePattern } from './pattern.ts';
import { wordsOf } from './words.ts';

const match = (source: string, text: string) => {
  const pattern = parsePattern(source);
  if (typeof pattern === 'string') throw new Error(pattern);
  return matchPattern(pattern, wordsOf(text));
};

describe('a pattern', () => {
  it.each([
    ['my name is {name}', 'My name is Ada Lovelace!', { name: 'Ada Lovelace' }],
    ['* order {number}', 'where is order 42', { number: '42' }],
    ['* order {number} please *', 'Order 42, please!', { number: '42' }],
    ['call me {name} from {place}', 'call me Al from next door', { name: 'Al', place: 'next door' }],
    ['hello', 'Hello!', {}],
    ['{what} is {thing}', 'it is is', { what: 'it', thing: 'is' }],
    ['a * b', 'a b', {}],
  ])('%j matches %j', (source, text, captures) => {
    expect(match(source, text)).toEqual(captures);
  });

  it.each([
    ['my name is {name}', 'my name is'],
    ['my name is {name}', 'well my name is Ada'],
    ['hello', 'hello there'],
    ['hello', ''],
    ['a * b', 'a b c'],
    ['a * b', 'b a'],
  ])('%j does not match %j', (source, text) => {
    expect(match(source, text)).toBeUndefined();
  });

  it.each([
    ['*', 'has no word to look for'],
    ['{a} {b} x', 'has two gaps beside each other: put a word between them'],
    [
      'hello {Name}',
      'has a brace that is no {name}: a name starts with a small letter, then letters and digits',
    ],
  ])('%j is refused with a reason', (source, reason) => {
    expect(parsePattern(source)).toBe(reason);
  });

  it('finds the same matches as a regular expression', () => {
    const letters = fc.array(fc.constantFrom('a', 'b'), { maxLength: 8 });
    const segments = fc.array(
      fc.tuple(
        fc.constantFrom('*', '{x}'),
        fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 2 }),
      ),
      { minLength: 1, maxLength: 3 },
    );
    fc.assert(
      fc.property(letters, segments, fc.boolean(), (words, parts, openEnd) => {
        const source = [
          ...parts.map(([gap, literal]) => `${gap} ${literal.join(' ')}`),
          ...(openEnd ? ['*'] : []),
        ].join(' ');
        const expression = parts
          .map(([gap, literal]) => `${gap === '*' ? '.*' : '.+'}${literal.join('')}`)
          .join('');
        const expected = new RegExp(`^${expression}${openEnd ? '.*' : ''}$`).test(words.join(''));
        expect(match(source, words.join(' ')) !== undefined).toBe(expected);
      }),
    );
  });

  it('takes time linear in the text, also where a regular expression would stop', () => {
    const hopeless = (words: number) => match('* a {x} a {y} a {z} a * b', 'a '.repeat(words));
    expect(hopeless(1_000)).toBeUndefined();
    expect(growth(hopeless, 20_000)).toBeLessThan(9);
  });
});
