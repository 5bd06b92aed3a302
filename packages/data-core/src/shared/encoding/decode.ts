/** Turns back what `encodeTyped` made. Values that it did not make, such as a plain DynamoDB map or set, come back as they are. */
export function decodeTyped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decodeTyped);
  if (!isRecord(value)) return value;
  const [only, ...others] = Object.keys(value);
  if (only?.startsWith('$') && others.length === 0) return decodeTagged(only, value[only], value);
  return decodeRecord(value);
}

function decodeRecord(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([name, member]) => [name, decodeTyped(member)]));
}

function decodeTagged(tag: string, content: unknown, whole: Record<string, unknown>): unknown {
  switch (tag) {
    case '$literal':
      return isRecord(content) ? decodeRecord(content) : whole;
    case '$date':
      return new Date(typeof content === 'number' ? content : Number.NaN);
    case '$number':
      return Number(content);
    case '$bigint':
      return BigInt(String(content));
    case '$buffer':
      return Buffer.from(String(content), 'base64');
    case '$bytes':
      return new Uint8Array(Buffer.from(String(content), 'base64'));
    case '$set':
      return new Set(decodeList(content));
    case '$map':
      return new Map(decodeList(content).map((entry) => pair(entry)));
    default:
      return decodeRecord(whole);
  }
}

function decodeList(content: unknown): unknown[] {
  return Array.isArray(content) ? content.map(decodeTyped) : [];
}

function pair(entry: unknown): [unknown, unknown] {
  return Array.isArray(entry) ? [entry[0], entry[1]] : [entry, undefined];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
