import { explore, type Graph } from './search.ts';

/** Two counters that go up one by one. */
const counters = (
  most: number,
  bad: (a: number, b: number) => boolean,
): Graph<readonly [number, number]> => ({
  initial: [0, 0],
  moves: ([a, b]) => [
    ...(a < most ? [{ label: 'a', state: [a + 1, b] as const }] : []),
    ...(b < most
      ? [{ label: 'b', state: [a, b + 1] as const, ...(bad(a, b + 1) ? { problem: 'bad' } : {}) }]
      : []),
  ],
  keyOf: String,
  problemAtEnd: ([a]) => (a === 7 ? 'seven' : undefined),
});

describe('an exploration', () => {
  it('reaches every state once', () => {
    expect(explore(counters(3, () => false))).toEqual({ states: 16, ends: 1 });
  });

  it('tells the shortest way to what must not happen', () => {
    const { counterexample } = explore(counters(5, (a, b) => a === 1 && b === 2));
    expect(counterexample).toEqual({ steps: ['a', 'b', 'b'], problem: 'bad' });
  });

  it('looks at the ends', () => {
    expect(explore(counters(7, () => false)).counterexample?.problem).toBe('seven');
  });

  it('proves nothing where there is too much', () => {
    expect(() =>
      explore(
        counters(100, () => false),
        50,
      ),
    ).toThrow('There are more than 50 states.');
  });
});
