import { Buffer } from 'node:buffer';

export type Direction = 'backward' | 'forward';

const sizeBytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/**
 * The part of a page that fits into `budgetBytes` as JSON. A page that goes backward loses its oldest messages and one
 * that goes forward its newest, so that what is left borders on what the client has; the next page brings the rest.
 * One message is always kept: a message alone is smaller than a frame.
 *
 * @param messages oldest first
 */
export function fitPage<T>(messages: readonly T[], direction: Direction, budgetBytes: number): readonly T[] {
  const nearestFirst = direction === 'forward' ? messages : messages.toReversed();
  let usedBytes = 0;
  let kept = 0;
  for (const message of nearestFirst) {
    // The comma that parts it from its neighbour.
    usedBytes += sizeBytes(message) + 1;
    if (kept > 0 && usedBytes > budgetBytes) break;
    kept += 1;
  }
  return direction === 'forward' ? messages.slice(0, kept) : messages.slice(messages.length - kept);
}
