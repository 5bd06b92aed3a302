import type { ThreadRow } from '@switchboard/protocol';

/** A list of threads as far as it has been loaded. */
export interface ThreadList {
  readonly rows: readonly ThreadRow[];
  /** Whether the first page has come: an empty list is empty only then. */
  readonly loaded: boolean;
  readonly loading: boolean;
  /** Whether there are more rows than have been loaded. */
  readonly hasMore: boolean;
}

export const emptyList: ThreadList = { rows: [], loaded: false, loading: false, hasMore: false };

/** Which row comes first. */
export type RowOrder = (a: ThreadRow, b: ThreadRow) => number;

/** Those who have waited longest come first. */
export const longestWaiting: RowOrder = (a, b) => a.since - b.since || compareIds(a, b);

/** Those in which something was said last come first. */
export const latestFirst: RowOrder = (a, b) => latestOf(b) - latestOf(a) || compareIds(a, b);

const latestOf = ({ lastMessage, since }: ThreadRow): number => lastMessage?.timestamp ?? since;

const compareIds = (a: ThreadRow, b: ThreadRow): number =>
  a.threadId < b.threadId ? -1 : a.threadId > b.threadId ? 1 : 0;

export const withoutRow = (list: ThreadList, threadId: string): ThreadList =>
  list.rows.some((row) => row.threadId === threadId)
    ? { ...list, rows: list.rows.filter((row) => row.threadId !== threadId) }
    : list;

/**
 * Puts a row in its place, in the stead of the one of the same thread. A row that belongs behind everything that has been
 * loaded is left out while there is more to load: it comes with its page.
 */
export function withRow(list: ThreadList, row: ThreadRow, order: RowOrder): ThreadList {
  const others = withoutRow(list, row.threadId);
  const at = others.rows.findIndex((other) => order(row, other) < 0);
  if (at < 0 && others.hasMore) return others;
  const end = at < 0 ? others.rows.length : at;
  return { ...others, rows: [...others.rows.slice(0, end), row, ...others.rows.slice(end)] };
}

/** Adds a page at the end. A row that moved between two pages is kept once, as the later page tells it. */
export function withPage(list: ThreadList, page: readonly ThreadRow[], hasMore: boolean): ThreadList {
  const ids = new Set(page.map(({ threadId }) => threadId));
  const kept = list.rows.filter(({ threadId }) => !ids.has(threadId));
  return { rows: [...kept, ...page], loaded: true, loading: false, hasMore };
}
