import { Buffer } from 'node:buffer';
import { parseJson } from '@switchboard/protocol';
import * as v from 'valibot';
import { queueShards } from './queue-shard.ts';

/** Where a shard's next page goes on: behind this thread; `null`: at its beginning. */
export type ShardPosition = readonly [awaitingReplySince: number, threadId: string] | null;

/** One position for each shard, in their order. */
export type QueuePosition = readonly ShardPosition[];

const positionSchema = v.pipe(
  v.array(v.nullable(v.strictTuple([v.number(), v.string()]))),
  v.length(queueShards.length),
);

export const queueStart: QueuePosition = queueShards.map(() => null);

export const encodeQueuePosition = (position: QueuePosition): string =>
  Buffer.from(JSON.stringify(position)).toString('base64url');

/** @returns the position, or `undefined` if the string is no cursor of the queue */
export function decodeQueuePosition(cursor: string): QueuePosition | undefined {
  const result = v.safeParse(positionSchema, parseJson(Buffer.from(cursor, 'base64url').toString()));
  return result.success ? result.output : undefined;
}
