import { isExpired } from '@switchboard/data-core';
import type { ThreadHead } from './thread-head.ts';

/** A position is an attribute of its own, because a path inside a map cannot be set before the map exists. */
const readPrefix = 'read:';

/** The attribute that says up to which message a user has read. */
export const readAttribute = (userId: string): string => `${readPrefix}${userId}`;

/** @returns the head in an item of the table, or `null` if there is none or it has expired */
export function parseHead(
  item: Readonly<Record<string, unknown>> | undefined,
  now: number,
): ThreadHead | null {
  if (item === undefined) return null;
  const readPositions: Record<string, number> = {};
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(item)) {
    if (name.startsWith(readPrefix)) readPositions[name.slice(readPrefix.length)] = Number(value);
    // The shard of the index is a matter of the table alone.
    else if (name !== 'queue') fields[name] = value;
  }
  const head = { ...fields, readPositions } as ThreadHead;
  return isExpired(head, now) ? null : head;
}
