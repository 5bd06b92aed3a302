import { partitionOf, partitionsOf } from './shards.ts';

describe('the partition of a thread', () => {
  it('is one of those that are read, and always the same', () => {
    for (let index = 0; index < 100; index += 1) {
      const partition = partitionOf('bot', `thread-${index}`);
      expect(partitionsOf('bot')).toContain(partition);
      expect(partitionOf('bot', `thread-${index}`)).toBe(partition);
    }
  });

  it('differs enough that a thousand threads fill all eight about evenly', () => {
    const counts = new Map<string, number>();
    for (let index = 0; index < 1_000; index += 1) {
      const partition = partitionOf('bot', `thread-${index}`);
      counts.set(partition, (counts.get(partition) ?? 0) + 1);
    }
    expect(counts.size).toBe(8);
    for (const count of counts.values()) expect(count).toBeGreaterThan(80);
  });
});
