import { InvalidOptionError } from '../validation/invalid-option-error.ts';
import { itemSizeBytes } from './item-size.ts';

/** DynamoDB's limit of an item. */
const maxItemBytes = 400 * 1024;

/**
 * A value as the JSON text that is stored. As in JSON, what is `undefined` in an object is left out and dates become texts;
 * what JSON would silently change or drop is refused.
 *
 * @throws {InvalidOptionError} for a function, a symbol, a bigint, NaN, an infinity, a cycle, or `undefined` itself
 */
export function toJsonText(option: string, value: unknown): string {
  const refuse = (found: unknown): never => {
    throw new InvalidOptionError(option, found, 'data that JSON can hold');
  };
  const check = (_name: string, member: unknown): unknown => {
    if (typeof member === 'function' || typeof member === 'symbol' || typeof member === 'bigint')
      refuse(member);
    return typeof member === 'number' && !Number.isFinite(member) ? refuse(member) : member;
  };
  if (value === undefined) refuse(value);
  try {
    return JSON.stringify(value, check);
  } catch (error) {
    if (error instanceof TypeError) throw new InvalidOptionError(option, value, 'free of cycles');
    throw error;
  }
}

export function fromJsonText(text: string): unknown {
  return JSON.parse(text);
}

/**
 * A value as JSON whose members are in the order of their names, so that equal values have equal texts.
 *
 * @throws {InvalidOptionError} as {@link toJsonText}
 */
export function toCanonicalJson(option: string, value: unknown): string {
  return JSON.stringify(sorted(JSON.parse(toJsonText(option, value))));
}

/** @throws {InvalidOptionError} if DynamoDB would refuse the item for its size */
export function requireItemSize(option: string, item: object): void {
  const sizeBytes = itemSizeBytes(item);
  if (sizeBytes <= maxItemBytes) return;
  throw new InvalidOptionError(
    option,
    `${sizeBytes} bytes`,
    `small enough for an item of ${maxItemBytes} bytes`,
  );
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([name, member]) => [name, sorted(member)]));
}
