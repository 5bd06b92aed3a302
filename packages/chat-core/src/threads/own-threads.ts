import { Buffer } from 'node:buffer';
import { parseJson } from '@switchboard/protocol';
import * as v from 'valibot';
import type { ChatContext } from '../context/chat-context.ts';
import { type ListedThread, listedThreads } from './listed-threads.ts';
import { customersOf, unreadBy } from './ownership.ts';
import { readThreads } from './read-threads.ts';
import type { ThreadHead } from './thread-head.ts';

/** How many threads are sorted together. */
const windowSize = 200;

export interface OwnThreadsRequest {
  readonly userId: string;
  /** The most threads of the page. */
  readonly limit: number;
  /** Goes on where an earlier page ended. */
  readonly cursor?: string | undefined;
}

export type OwnThreadsPage =
  | {
      readonly outcome: 'page';
      /** May be fewer than `limit`, or none, though there is a cursor. */
      readonly heads: readonly ThreadHead[];
      /** Where the next page goes on; absent on the last one. */
      readonly cursor?: string;
    }
  | { readonly outcome: 'invalidCursor' };

/** Behind which entry of the list the window begins, and behind which thread of the window the page does. */
type Position = readonly [window: EntryKey | null, page: ShownKey | null];
type EntryKey = readonly [listedUntil: number, threadId: string];
type ShownKey = readonly [isUnread: number, lastTimestamp: number, threadId: string];

const positionSchema = v.strictTuple([
  v.nullable(v.strictTuple([v.number(), v.string()])),
  v.nullable(v.strictTuple([v.number(), v.number(), v.string()])),
]);

/**
 * A page of a user's own threads. The 200 threads that were written in last come first, those with unread messages
 * before the others, each part from the newest on; then the next 200 in the same way. Which 200 these are is known to a
 * day. Costs one Query for each megabyte of the user's list (about 8 000 threads), and at most two BatchGets.
 */
export async function listOwnThreads(
  context: ChatContext,
  { userId, limit, cursor }: OwnThreadsRequest,
): Promise<OwnThreadsPage> {
  const position = cursor === undefined ? ([null, null] as const) : decode(cursor);
  if (position === undefined) return { outcome: 'invalidCursor' };
  const [windowStart, pageStart] = position;
  const listed = (await listedThreads(context, userId)).filter((entry) =>
    isBehind(entryKey(entry), windowStart),
  );
  const window = listed.slice(0, windowSize);
  const heads = await readThreads(
    context,
    window.map(({ threadId }) => threadId),
  );
  const shown = heads
    // An operator's list has the threads of customers for whom they have uploaded files.
    .filter((head) => customersOf(head).includes(userId))
    .map((head) => ({ head, key: shownKey(head, userId) }))
    .toSorted((a, b) => compare(a.key, b.key))
    .filter(({ key }) => isBehind(key, pageStart));
  const page = shown.slice(0, limit);
  const [lastShown, lastListed] = [page.at(-1), window.at(-1)];
  return {
    outcome: 'page',
    heads: page.map(({ head }) => head),
    ...(shown.length > limit && lastShown !== undefined
      ? { cursor: encode([windowStart, lastShown.key]) }
      : listed.length > windowSize && lastListed !== undefined
        ? { cursor: encode([entryKey(lastListed), null]) }
        : {}),
  };
}

const entryKey = ({ listedUntil, threadId }: ListedThread): EntryKey => [listedUntil, threadId];

const shownKey = (head: ThreadHead, userId: string): ShownKey => [
  Number(unreadBy(head, userId) > 0),
  head.lastTimestamp,
  head.threadId,
];

/** The order of the list: greater numbers come first. */
function compare(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? value;
    if (value !== other) return value > other ? -1 : 1;
  }
  return 0;
}

const isBehind = <Key extends readonly (number | string)[]>(key: Key, start: Key | null): boolean =>
  start === null || compare(key, start) > 0;

const encode = (position: Position): string => Buffer.from(JSON.stringify(position)).toString('base64url');

function decode(cursor: string): Position | undefined {
  const result = v.safeParse(positionSchema, parseJson(Buffer.from(cursor, 'base64url').toString()));
  return result.success ? result.output : undefined;
}
