import { decodeTyped } from './decode.ts';
import type { Json } from './encode.ts';

/** DynamoDB nests 32 levels deep; the attributes of an item are the first. */
const deepestMap = 30;

/**
 * Encoded values as attributes of an item, readable in the console where DynamoDB can hold them. What it cannot hold (nested too deep, an
 * empty name, the names `__proto__` and `constructor`, a text that is not well-formed Unicode) becomes `{ $json: <text> }`; a
 * name of that kind, or one of `reserved`, becomes `$` and the name as JSON.
 */
export function toAttributes(
  values: { readonly [name: string]: Json },
  reserved: ReadonlySet<string> = new Set(),
): { readonly [name: string]: Json } {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      isPlainName(name) && !reserved.has(name) && !name.startsWith('$') ? name : `$${JSON.stringify(name)}`,
      isNative(value, deepestMap) ? value : { $json: JSON.stringify(value) },
    ]),
  );
}

/** The values that {@link toAttributes} was given, decoded. The caller leaves out attributes of its own before. */
export function fromAttributes(stored: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(stored).map(([name, value]) => [originalName(name), decodeTyped(value)]),
  );
}

function originalName(name: string): string {
  if (!name.startsWith('$"')) return name;
  try {
    return JSON.parse(name.slice(1));
  } catch {
    // Not ours: an attribute of another writer that only looks like it.
    return name;
  }
}

/** Names that DynamoDB refuses, or that its client takes for something of the language. */
const oddNames = new Set(['', '__proto__', 'constructor']);

const isPlainName = (name: string): boolean => !oddNames.has(name) && name.isWellFormed();

/** Whether DynamoDB and its document client hold the value as it is. */
function isNative(value: Json, levels: number): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  if (levels === 0) return false;
  return Object.entries(value).every(([name, member]) => isPlainName(name) && isNative(member, levels - 1));
}
