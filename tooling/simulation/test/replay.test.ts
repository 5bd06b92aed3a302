import type { Setting } from '../src/run-seed.ts';
import { run } from './engine.ts';

describe('a seed', () => {
  it.each([1])('%d makes the same happen every time, step by step', async (seed) => {
    const first = await run(seed);
    const second = await run(seed);
    expect(second.trace).toEqual(first.trace);
    expect(first.trace.length).toBeGreaterThan(50);
  });

  it('makes the same happen where a user is erased and batches are left undone', async () => {
    const setting: Setting = { stories: ['erasure'], faults: { conflict: 0.15 }, rates: { secondLife: 0 } };
    const first = await run(1, setting);
    const second = await run(1, setting);
    expect(second.trace).toEqual(first.trace);
    expect(first.trace.join('\n')).toMatch(/: BatchWriteItem\n.* conflict\n/);
  }, 120_000);

  it('makes something else happen than another', async () => {
    const [one, other] = [await run(1), await run(2)];
    expect(one.trace).not.toEqual(other.trace);
  });
});
