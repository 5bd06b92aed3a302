import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Json } from './encode.ts';

/** What fits into an item of 400 KB beside a few attributes of ours. */
export const maxPackedBytes = 400 * 1024 - 2048;

/** JSON as bytes. */
export interface PackedJson {
  readonly format: 'json' | 'deflate';
  readonly data: Uint8Array;
}

/** Packs JSON, compressed only where it would be larger than `wantedBytes`: what is smaller is not worth the time. */
export function packJson(value: Json, wantedBytes: number = maxPackedBytes): PackedJson {
  const json = Buffer.from(JSON.stringify(value));
  return json.byteLength <= wantedBytes
    ? { format: 'json', data: json }
    : { format: 'deflate', data: deflateRawSync(json) };
}

/** What {@link packJson} packed. */
export function unpackJson(format: unknown, data: Uint8Array): unknown {
  const json = format === 'deflate' ? inflateRawSync(data) : Buffer.from(data);
  return JSON.parse(json.toString());
}
