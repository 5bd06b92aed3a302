import { NotASetError } from './errors.ts';
import { elementsOf, storedValue, toMembers } from './set-items.ts';

const setOf = (...elements: readonly unknown[]) => ({
  revision: 1,
  members: new Set(elements.map((element) => JSON.stringify(element))),
});

describe('the elements that a caller names', () => {
  it('are stored as JSON, each once, with the names of an object in order', () => {
    expect(toMembers([1, 'a', { b: 2, a: 1 }, { a: 1, b: 2 }, 1])).toEqual(['1', '"a"', '{"a":1,"b":2}']);
  });

  it('may be one alone, and none at all', () => {
    expect(toMembers('a')).toEqual(['"a"']);
    expect(toMembers([])).toEqual([]);
    expect(toMembers([['a']])).toEqual(['["a"]']);
  });

  it('must be such as can be stored', () => {
    expect(() => toMembers([() => 1])).toThrow('The value at "data"');
  });
});

describe('what an item holds', () => {
  it.each<[string, Parameters<typeof storedValue>[0], unknown]>([
    ['is nothing if there is none', undefined, undefined],
    ['is nothing where it has neither a value nor a set', {}, undefined],
    ['is the value that was set', { data: '{"a":[1]}' }, { a: [1] }],
    ['is the value that was set, though it was a set before', { data: '7', ...setOf(1) }, 7],
    ['is an empty set that has no members', { revision: 1 }, []],
    ['is its numbers by size, not by their text', setOf(10, 9, -1, 100), [-1, 9, 10, 100]],
    ['is its texts in order', setOf('b', 'a', 'B'), ['B', 'a', 'b']],
    ['is texts before numbers, though they look like some', setOf(7, '5', 1, '10', 6), ['10', '5', 1, 6, 7]],
    [
      'is what is no number behind the numbers',
      { revision: 1, members: new Set(toMembers([2, Number.NaN, 10])) },
      [2, 10, Number.NaN],
    ],
  ])('%s', (_, item, expected) => {
    expect(storedValue(item)).toEqual(expected);
  });

  it('is a set, a list that was set as a value, or nothing', () => {
    expect(elementsOf({})).toBeUndefined();
    expect(elementsOf({ data: '[2,1]' })).toEqual([2, 1]);
    expect(elementsOf(setOf(2, 1))).toEqual([1, 2]);
  });

  it('is no set where any other value was set, which the error names', () => {
    const item = { partitionKey: 'p', sortKey: 's', data: '{"length":1}' };
    expect(() => elementsOf(item)).toThrow(NotASetError);
    expect(() => elementsOf(item)).toThrow(
      'The key "s" of "p" holds a value that is neither a set nor a list.',
    );
  });
});
