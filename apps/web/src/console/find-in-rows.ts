import type { Row } from '../conversation/rows.ts';
import { fold } from '../text/fold.ts';

/** The keys of the messages and notes that have a text in them, oldest first. */
export function findInRows(rows: readonly Row[], search: string): readonly string[] {
  const wanted = fold(search.trim());
  if (wanted === '') return [];
  return rows.filter((row) => fold(textOf(row)).includes(wanted)).map(({ key }) => key);
}

function textOf(row: Row): string {
  if (row.type === 'bubble') return row.text;
  return row.type === 'memo' ? row.note.text : '';
}
