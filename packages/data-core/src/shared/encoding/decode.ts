/**
 * Turns back what `encodeTyped` made. A value that it did not make, such as a plain DynamoDB map or set, or an object that only looks like
 * one of its tags, comes back as it is.
 */
export function decodeTyped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decodeTyped);
  if (!isRecord(value)) return value;
  const [only, ...others] = Object.keys(value);
  if (only === undefined || others.length > 0 || !only.startsWith('$')) return decodeRecord(value);
  const decoded = decodeTagged(only, value[only]);
  return decoded ? decoded.value : decodeRecord(value);
}

function decodeRecord(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([name, member]) => [name, decodeTyped(member)]));
}

type Decoded = { readonly value: unknown } | undefined;

/** @returns undefined for what is no tag of ours */
function decodeTagged(tag: string, content: unknown): Decoded {
  if (typeof content === 'string') return decodeText(tag, content);
  if (Array.isArray(content)) return decodeList(tag, content);
  if (tag === '$literal' && isRecord(content)) return { value: decodeRecord(content) };
  if (tag !== '$date') return undefined;
  if (content === null) return { value: new Date(Number.NaN) };
  return typeof content === 'number' ? { value: new Date(content) } : undefined;
}

function decodeText(tag: string, content: string): Decoded {
  switch (tag) {
    case '$number':
      return { value: Number(content) };
    case '$bigint':
      return /^-?\d+$/.test(content) ? { value: BigInt(content) } : undefined;
    case '$buffer':
      return { value: Buffer.from(content, 'base64') };
    case '$bytes':
      return { value: new Uint8Array(Buffer.from(content, 'base64')) };
    case '$json':
      return decodeJson(content);
    default:
      return undefined;
  }
}

function decodeJson(content: string): Decoded {
  try {
    return { value: decodeTyped(JSON.parse(content)) };
  } catch {
    // Not ours: a text of another writer under a name that only looks like our tag.
    return undefined;
  }
}

function decodeList(tag: string, content: readonly unknown[]): Decoded {
  switch (tag) {
    case '$set':
      return { value: new Set(content.map(decodeTyped)) };
    case '$map':
      return content.every(isPair)
        ? { value: new Map(content.map(([key, member]) => [decodeTyped(key), decodeTyped(member)])) }
        : undefined;
    case '$typed':
      return decodeBytes(content);
    default:
      return undefined;
  }
}

const views = new Map<string, (bytes: ArrayBuffer) => unknown>([
  ['ArrayBuffer', (bytes) => bytes],
  ['DataView', (bytes) => new DataView(bytes)],
  ...[
    Int8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
  ].map((View) => [View.name, (bytes: ArrayBuffer) => new View(bytes)] as const),
]);

function decodeBytes([kind, content]: readonly unknown[]): Decoded {
  const view = views.get(String(kind));
  if (!view || typeof content !== 'string') return undefined;
  return { value: view(new Uint8Array(Buffer.from(content, 'base64')).buffer) };
}

function isPair(entry: unknown): entry is readonly [unknown, unknown] {
  return Array.isArray(entry) && entry.length === 2;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
