import { Buffer } from 'node:buffer';
import { parseJson } from '@switchboard/protocol';
import * as v from 'valibot';

/** Where a partition's next page goes on: behind this thread; `null`: at its beginning. */
export type IndexPosition = readonly [sortedBy: number, threadId: string] | null;

const positionSchema = v.array(v.nullable(v.strictTuple([v.number(), v.string()])));

/** The beginning of so many partitions. */
export const startOf = (partitions: number): readonly IndexPosition[] => Array(partitions).fill(null);

/** One position for each partition, in their order, as an opaque string. */
export const encodePosition = (position: readonly IndexPosition[]): string =>
  Buffer.from(JSON.stringify(position)).toString('base64url');

/** @returns the position, or `undefined` if the string is no cursor of so many partitions */
export function decodePosition(cursor: string, partitions: number): readonly IndexPosition[] | undefined {
  const result = v.safeParse(positionSchema, parseJson(Buffer.from(cursor, 'base64url').toString()));
  return result.success && result.output.length === partitions ? result.output : undefined;
}
