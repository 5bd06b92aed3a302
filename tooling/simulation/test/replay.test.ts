import { run } from './engine.ts';

describe('a seed', () => {
  it.each([1])('%d makes the same happen every time, step by step', async (seed) => {
    const first = await run(seed);
    const second = await run(seed);
    expect(second.trace).toEqual(first.trace);
    expect(first.trace.length).toBeGreaterThan(50);
  });

  it('makes something else happen than another', async () => {
    const [one, other] = [await run(1), await run(2)];
    expect(one.trace).not.toEqual(other.trace);
  });
});
