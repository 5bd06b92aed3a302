import fc from 'fast-check';
import { queueOf, queueShards } from './queue-shard.ts';

describe('the shards of the queue', () => {
  it('are eight, and every thread has one of them', () => {
    expect(new Set(queueShards).size).toBe(8);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (threadId) => queueShards.includes(queueOf(threadId))),
    );
  });

  it('stay as they are from one version to the next', () => {
    expect(['t1', 't2', 'žába'].map(queueOf)).toEqual(['awaiting#6', 'awaiting#3', 'awaiting#7']);
  });

  it('share the threads about evenly', () => {
    const counts = new Map<string, number>();
    for (let index = 0; index < 8_000; index += 1) {
      const shard = queueOf(`thread-${index}`);
      counts.set(shard, (counts.get(shard) ?? 0) + 1);
    }
    expect(Math.min(...counts.values())).toBeGreaterThan(800);
  });
});
