import { fromJsonText } from '../../shared/encoding/json-text.ts';

/** What the table says of an action. */
export type DoOnceRecord =
  | { readonly state: 'none' }
  | { readonly state: 'running'; readonly untilMs: number }
  | {
      readonly state: 'done';
      readonly at: number | undefined;
      readonly result: unknown;
      readonly notStored: string | undefined;
    };

/** Reads an item that has not expired. An original's `data` is the time as JSON, or another text where it knew none. */
export function readRecord(item: Readonly<Record<string, unknown>>): DoOnceRecord {
  if (typeof item.data === 'string') {
    const at = fromJsonText(item.data);
    const result = typeof item.result === 'string' ? fromJsonText(item.result) : undefined;
    const notStored = typeof item.notStored === 'string' ? item.notStored : undefined;
    return { state: 'done', at: typeof at === 'number' ? at : undefined, result, notStored };
  }
  if (typeof item.lockedUntil === 'number') return { state: 'running', untilMs: item.lockedUntil };
  return { state: 'none' };
}
