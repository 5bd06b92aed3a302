/**
 * One partition of an index takes 1000 writes a second, so lists that every message may change are spread over eight.
 * Lists that change only with what people do, or are asked, have one, because each partition costs a query whenever the list is read.
 */
const shards = 8;
const unsharded: ReadonlySet<string> = new Set(['queue', 'operator', 'failed', 'closed', 'asked']);

const shardsOf = (name: string): number => (unsharded.has(name) ? 1 : shards);

function shardOf(threadId: string, count: number): number {
  // FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(threadId)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash % count;
}

const partitionName = (name: string, shard: number): string => `${name}#${shard}`;

/** The partition of an index that a thread is in. @param name what it is listed under, for example `bot` */
export const partitionOf = (name: string, threadId: string): string =>
  partitionName(name, shardOf(threadId, shardsOf(name)));

/** Every partition of one name, in the order of the shards. */
export const partitionsOf = (name: string): readonly string[] =>
  Array.from({ length: shardsOf(name) }, (_, shard) => partitionName(name, shard));
