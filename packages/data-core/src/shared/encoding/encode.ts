import { unstorable } from './unstorable-value-error.ts';

/** What JSON and DynamoDB can both hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Deeper than any real document, and shallow enough never to exhaust the stack. */
const deepest = 500;

/** DynamoDB holds numbers down to 1e-130, and its document client refuses those beyond the safe integers. */
const smallestNumber = 1e-129;

/**
 * Turns a value into JSON that {@link decodeTyped} turns back: the one encoding of everything that this package stores. A type that
 * JSON lacks becomes an object with the type as its only name, such as `{ $date: 0 }`: Date, Set, Map, Buffer, typed arrays, bigint, NaN,
 * the infinities and numbers that DynamoDB cannot hold. A text that looks like a date stays a text, and an object of the caller's that looks
 * like such a tag is wrapped in `$literal`. As in JSON, what is `undefined` is left out (in an array: null) and `toJSON` is honoured.
 * The value itself is not touched.
 *
 * @param name where the value belongs, for the path in an error
 * @throws {UnstorableValueError} naming the path of a function, a symbol, a cycle, a value nested deeper than 500 levels, or an object whose
 * content is not in its properties (Error, Promise, RegExp, WeakMap, ...)
 */
export function encodeTyped(value: unknown, name?: string): Json {
  return encode(value, name === undefined ? [] : [name], new Set()) ?? null;
}

/** @returns undefined for what is left out of an object */
function encode(value: unknown, path: readonly string[], ancestors: Set<object>): Json | undefined {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (value === undefined) return undefined;
  if (typeof value === 'number') return encodeNumber(value);
  if (typeof value === 'bigint') return { $bigint: value.toString() };
  if (typeof value !== 'object') throw unstorable(path, `a ${typeof value}`);
  if (ancestors.has(value)) throw unstorable(path, 'a cycle');
  if (path.length > deepest) throw unstorable(path.slice(0, 5), `nested deeper than ${deepest} levels`);
  ancestors.add(value);
  const encoded = encodeObject(value, path, ancestors);
  ancestors.delete(value);
  return encoded;
}

function encodeNumber(value: number): Json {
  const size = Math.abs(value);
  const plain = size <= Number.MAX_SAFE_INTEGER && (size >= smallestNumber || Object.is(value, 0));
  return plain ? value : { $number: Object.is(value, -0) ? '-0' : String(value) };
}

function encodeObject(value: object, path: readonly string[], ancestors: Set<object>): Json | undefined {
  const list = (items: Iterable<unknown>): Json[] =>
    Array.from(items, (item, index) => encode(item, [...path, String(index)], ancestors) ?? null);
  if (Array.isArray(value)) return list(value);
  // An invalid Date has no time: NaN, which JSON would turn into null.
  if (value instanceof Date) return { $date: Number.isNaN(value.getTime()) ? null : value.getTime() };
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return encodeBytes(value);
  if (value instanceof Set) return { $set: list(value) };
  if (value instanceof Map) return { $map: list(value) };
  if ('toJSON' in value && typeof value.toJSON === 'function') return encode(value.toJSON(), path, ancestors);
  if (value instanceof String || value instanceof Number || value instanceof Boolean) {
    return encode(value.valueOf(), path, ancestors);
  }
  const kind = Object.prototype.toString.call(value).slice('[object '.length, -1);
  if (kind !== 'Object') throw unstorable(path, `of type ${kind}`);
  return encodeRecord(value, path, ancestors);
}

function encodeBytes(value: ArrayBufferView | ArrayBuffer): Json {
  const bytes = ArrayBuffer.isView(value)
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    : Buffer.from(value);
  const content = bytes.toString('base64');
  if (Buffer.isBuffer(value)) return { $buffer: content };
  if (value instanceof Uint8Array) return { $bytes: content };
  return { $typed: [Object.prototype.toString.call(value).slice('[object '.length, -1), content] };
}

function encodeRecord(value: object, path: readonly string[], ancestors: Set<object>): Json {
  const entries: [string, Json][] = [];
  for (const [name, member] of Object.entries(value)) {
    const encoded = encode(member, [...path, name], ancestors);
    if (encoded !== undefined) entries.push([name, encoded]);
  }
  const record = Object.fromEntries(entries);
  return entries.length === 1 && entries[0]?.[0].startsWith('$') ? { $literal: record } : record;
}
