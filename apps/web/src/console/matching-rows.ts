import type { ThreadRow } from '@switchboard/chat-client';
import { customerName } from './customer-of.ts';

/** The rows that have a text in their customer's name or id, in their summary, or in what was said last. */
export function matchingRows(rows: readonly ThreadRow[], search: string): readonly ThreadRow[] {
  const wanted = search.trim().toLocaleLowerCase();
  if (wanted === '') return rows;
  return rows.filter((row) =>
    [customerName(row.customer), row.customer.userId, row.summary, row.lastMessage?.text].some((text) =>
      text?.toLocaleLowerCase().includes(wanted),
    ),
  );
}
