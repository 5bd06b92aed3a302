import { Buffer } from 'node:buffer';
import { parseJson } from '@switchboard/protocol';
import * as v from 'valibot';

/** A place in a thread: behind or before the message of that timestamp, depending on where one goes. */
export interface HistoryPosition {
  readonly threadId: string;
  readonly timestamp: number;
}

const cursorSchema = v.strictTuple([
  v.literal(1),
  v.string(),
  v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
]);

/** The position as an opaque string. It holds no secret: who may read the thread is checked at every page. */
export const encodeCursor = ({ threadId, timestamp }: HistoryPosition): string =>
  Buffer.from(JSON.stringify([1, threadId, timestamp])).toString('base64url');

/** @returns the position, or `undefined` if the string is no cursor of this thread */
export function decodeCursor(cursor: string, threadId: string): HistoryPosition | undefined {
  const result = v.safeParse(cursorSchema, parseJson(Buffer.from(cursor, 'base64url').toString()));
  if (!result.success || result.output[1] !== threadId) return undefined;
  return { threadId, timestamp: result.output[2] };
}
