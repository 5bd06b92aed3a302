import { InvalidOptionError } from '../validation/invalid-option-error.ts';
import { decodeTyped } from './decode.ts';
import { encodeTyped } from './encode.ts';
import { itemSizeBytes } from './item-size.ts';

/** DynamoDB's limit of an item. */
const maxItemBytes = 400 * 1024;

/**
 * A value as the JSON text that is stored, see {@link encodeTyped}. Any text survives, well-formed Unicode or not: JSON escapes what is not.
 *
 * @throws {UnstorableValueError} naming the path of what cannot be stored
 * @throws {InvalidOptionError} for `undefined` itself
 */
export function toJsonText(option: string, value: unknown): string {
  if (value === undefined) throw new InvalidOptionError(option, value, 'data, or null for none');
  return JSON.stringify(encodeTyped(value, option));
}

/** The value that {@link toJsonText} was given. */
export function fromJsonText(text: string): unknown {
  return decodeTyped(JSON.parse(text));
}

/**
 * A value as JSON whose members are in the order of their names, so that equal values have equal texts.
 *
 * @throws {UnstorableValueError} as {@link toJsonText}
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
  // Equal to 0 for everyone but Object.is.
  if ('$number' in value && value.$number === '-0') return 0;
  const entries = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([name, member]) => [name, sorted(member)]));
}
