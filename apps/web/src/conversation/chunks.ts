import type { Row } from './rows.ts';

/** Rows that are drawn, or left out, together. */
export interface Chunk {
  /** Stays the same when older or newer messages come. */
  readonly key: number;
  readonly rows: readonly Row[];
}

/** Messages in a chunk: about two screens of a phone. */
const chunkSize = 40;

/**
 * Cuts a conversation into chunks by the numbers of its messages, so that a message stays in its chunk whatever comes before
 * it or after it. What is not stored yet has the number that it will get if nothing comes between.
 */
export function chunksOf(rows: readonly Row[]): readonly Chunk[] {
  const chunks: { readonly key: number; readonly rows: Row[] }[] = [];
  let waiting: Row[] = [];
  let seq = 0;
  for (const row of rows) {
    // A day or a notice stands with the message behind it.
    waiting.push(row);
    if (row.type !== 'bubble') continue;
    seq = row.seq ?? seq + 1;
    const key = Math.floor(seq / chunkSize);
    const last = chunks.at(-1);
    if (last !== undefined && last.key >= key) last.rows.push(...waiting);
    else chunks.push({ key, rows: waiting });
    waiting = [];
  }
  const last = chunks.at(-1);
  if (last !== undefined) last.rows.push(...waiting);
  else if (waiting.length > 0) chunks.push({ key: 0, rows: waiting });
  return chunks;
}
