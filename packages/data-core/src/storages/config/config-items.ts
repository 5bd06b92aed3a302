import { maxPackedBytes, type PackedJson } from '../../shared/encoding/packed-json.ts';
import { compositeKey } from '../../shared/keys/composite-key.ts';

/** What a configuration's small item says; its content is in parts of their own, which are written once and never changed. */
export interface ConfigHead {
  /** When it was last written, in epoch milliseconds; 0 while there is none. It strictly rises, and so serves as the version. */
  readonly timestamp: number;
  /** The last timestamp that was given, also after the configuration was invalidated. */
  readonly lastTimestamp: number;
  /** Which parts hold the content: those of one write. */
  readonly revision: string;
  readonly parts: number;
  readonly format: string;
}

const noConfig: ConfigHead = {
  timestamp: 0,
  lastTimestamp: 0,
  revision: '',
  parts: 0,
  format: 'json',
};

/** How many parts are written and read at once. */
export const maxParts = 25;

export function headKey(id: string): { k: string } {
  return { k: compositeKey(id) };
}

export function partKeys(
  id: string,
  { revision, parts }: Pick<ConfigHead, 'revision' | 'parts'>,
): { k: string }[] {
  return Array.from({ length: parts }, (_, part) => ({ k: compositeKey(id, revision, String(part)) }));
}

/** Cuts the content into pieces that fit into an item each. */
export function splitContent({ data }: PackedJson): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let start = 0; start < data.byteLength; start += maxPackedBytes) {
    pieces.push(data.subarray(start, start + maxPackedBytes));
  }
  return pieces;
}

/** The small item as it is stored; what the original storage wrote, which has no parts, counts as none. */
export function readConfigHead(item: Record<string, unknown> | undefined): ConfigHead {
  if (typeof item?.revision !== 'string') return noConfig;
  return {
    timestamp: Number(item.timestamp),
    lastTimestamp: Number(item.lastTimestamp),
    revision: item.revision,
    parts: Number(item.parts),
    format: String(item.format),
  };
}

/** The timestamp of a write: the time, but later than every one before, so that polling it shows each change. */
export function nextTimestamp(head: ConfigHead, nowMs: number): number {
  return Math.max(nowMs, head.lastTimestamp + 1);
}
