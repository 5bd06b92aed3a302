/** One partition of an index takes 1000 writes a second, so what a busy platform writes is spread over eight. */
const shards = 8;

/** The shard that a thread is in, 0 to 7: the same for every index. */
export function shardOf(threadId: string): number {
  // FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(threadId)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash % shards;
}

const partitionName = (name: string, shard: number): string => `${name}#${shard}`;

/** The partition of an index that a thread is in. @param name what it is listed under, for example `bot` */
export const partitionOf = (name: string, threadId: string): string => partitionName(name, shardOf(threadId));

/** Every partition of one name, in the order of the shards. */
export const partitionsOf = (name: string): readonly string[] =>
  Array.from({ length: shards }, (_, shard) => partitionName(name, shard));
