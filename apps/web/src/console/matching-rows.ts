import { customerName, type ThreadRow } from '@switchboard/chat-client';
import { fold } from '../text/fold.ts';

/** The rows that have a text in their customer's name or id, in their summary, or in what was said last. */
export function matchingRows(rows: readonly ThreadRow[], search: string): readonly ThreadRow[] {
  const wanted = fold(search.trim());
  if (wanted === '') return rows;
  return rows.filter((row) =>
    [customerName(row.customer), row.customer.userId, row.summary, row.lastMessage?.text].some(
      (text) => text !== undefined && fold(text).includes(wanted),
    ),
  );
}
