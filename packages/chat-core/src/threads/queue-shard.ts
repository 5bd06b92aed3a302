const shards = 8;

/**
 * The shard of the `awaiting` index that a thread waits in. One partition of an index takes 1000 writes a second, so the
 * queue of a busy platform is spread over eight.
 */
export function queueOf(threadId: string): string {
  // FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(threadId)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return shardName(hash % shards);
}

/** Every shard there is. */
export const queueShards: readonly string[] = Array.from({ length: shards }, (_, shard) => shardName(shard));

function shardName(shard: number): string {
  return `awaiting#${shard}`;
}
