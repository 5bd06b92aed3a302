import { UnstorableValueError } from './unstorable-value-error.ts';

/** What JSON and DynamoDB can both hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Deeper than any real document, and shallow enough never to exhaust the stack. */
const deepest = 500;

/** DynamoDB holds numbers from 1e-130 to 9.9e125; what lies outside is kept as text. */
const numberRange = { smallest: 1e-129, largest: 1e125 };

/**
 * Turns a value into JSON that {@link decodeTyped} turns back. What JSON lacks becomes an object with the type as its only
 * name, such as `{ $date: 0 }`: Date, Set, Map, Buffer, Uint8Array, bigint, NaN and the infinities. A text that looks like a
 * date stays a text, and an object of the caller's that looks like such a tag is wrapped in `$literal`. As in JSON, what is
 * `undefined` is left out (in an array: null) and `toJSON` is honoured. The value itself is not touched.
 *
 * @param name where the value belongs, for the path in an error
 * @throws {UnstorableValueError} naming the path of a function, a symbol, a cycle or a value nested deeper than 500 levels
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
  if (typeof value !== 'object') throw new UnstorableValueError(path, `a ${typeof value}`);
  if (ancestors.has(value)) throw new UnstorableValueError(path, 'a cycle');
  if (path.length > deepest)
    throw new UnstorableValueError(path.slice(0, 5), `nested deeper than ${deepest} levels`);
  ancestors.add(value);
  const encoded = encodeObject(value, path, ancestors);
  ancestors.delete(value);
  return encoded;
}

function encodeNumber(value: number): Json {
  const size = Math.abs(value);
  const plain =
    Number.isFinite(value) &&
    size <= numberRange.largest &&
    (size >= numberRange.smallest || Object.is(value, 0));
  return plain ? value : { $number: Object.is(value, -0) ? '-0' : String(value) };
}

function encodeObject(value: object, path: readonly string[], ancestors: Set<object>): Json | undefined {
  const list = (items: Iterable<unknown>): Json[] =>
    Array.from(items, (item, index) => encode(item, [...path, String(index)], ancestors) ?? null);
  if (Array.isArray(value)) return list(value);
  // An invalid Date has no time: NaN, which JSON would turn into null.
  if (value instanceof Date) return { $date: Number.isNaN(value.getTime()) ? null : value.getTime() };
  if (Buffer.isBuffer(value)) return { $buffer: value.toString('base64') };
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') };
  if (value instanceof Set) return { $set: list(value) };
  if (value instanceof Map) return { $map: list(value) };
  if ('toJSON' in value && typeof value.toJSON === 'function') return encode(value.toJSON(), path, ancestors);
  return encodeRecord(value, path, ancestors);
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
