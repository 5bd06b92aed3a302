import type { Setting } from '../src/run-seed.ts';
import { run } from './engine.ts';

describe('a seed', () => {
  it('makes the same happen every time, step by step, and something else than another', async () => {
    const first = await run(3);
    const second = await run(3);
    expect(second.trace).toEqual(first.trace);
    expect(first.trace.length).toBeGreaterThan(50);
    expect((await run(8)).trace).not.toEqual(first.trace);
  });

  it('makes the same happen where a user is erased and batches are left undone', async () => {
    const setting: Setting = { stories: ['erasure'], faults: { conflict: 0.15 }, rates: { secondLife: 0 } };
    const first = await run(13, setting);
    const second = await run(13, setting);
    expect(second.trace).toEqual(first.trace);
    expect(first.trace.join('\n')).toMatch(/: BatchWriteItem\n.* conflict\n/);
  });
});
