import { longestMs, longestSeconds } from '../time/bounds.ts';
import { InvalidOptionError } from './invalid-option-error.ts';

/** DynamoDB's limits of a key, in bytes of UTF-8. */
export const maxPartitionKeyBytes = 2048;
export const maxSortKeyBytes = 1024;

/** @throws {InvalidOptionError} unless it is a text of well-formed Unicode that is not empty and not longer than `maxBytes` */
export function requireText(
  option: string,
  value: unknown,
  maxBytes = maxPartitionKeyBytes,
): asserts value is string {
  if (typeof value === 'string' && !value.isWellFormed()) {
    throw new InvalidOptionError(
      option,
      value,
      'a text of well-formed Unicode, without half a surrogate pair',
    );
  }
  if (typeof value === 'string' && value !== '' && Buffer.byteLength(value) <= maxBytes) return;
  throw new InvalidOptionError(option, value, `a text of 1 to ${maxBytes} bytes`);
}

/** @throws {InvalidOptionError} unless it is a whole number from `minimum` to `maximum` */
export function requireWhole(
  option: string,
  value: unknown,
  { minimum = 1, maximum = Number.MAX_SAFE_INTEGER }: { minimum?: number; maximum?: number } = {},
): asserts value is number {
  if (Number.isSafeInteger(value) && Number(value) >= minimum && Number(value) <= maximum) return;
  const range =
    maximum === Number.MAX_SAFE_INTEGER ? `of at least ${minimum}` : `from ${minimum} to ${maximum}`;
  throw new InvalidOptionError(option, value, `a whole number ${range}`);
}

/** @throws {InvalidOptionError} unless it is a whole number of milliseconds from `minimum`, 1 by default, to a hundred years */
export function requireMs(option: string, value: unknown, minimum = 1): asserts value is number {
  requireWhole(option, value, { minimum });
  if (value > longestMs)
    throw new InvalidOptionError(option, value, 'at most a hundred years, in milliseconds');
}

/** @throws {InvalidOptionError} unless it is a whole number of seconds from 1 to a hundred years */
export function requireSeconds(option: string, value: unknown): asserts value is number {
  requireWhole(option, value);
  if (value > longestSeconds)
    throw new InvalidOptionError(option, value, 'at most a hundred years, in seconds');
}

/** DynamoDB reads `Limit` as an integer of 32 bits. */
const longestPage = 2 ** 31 - 1;

/** @throws {InvalidOptionError} unless it is a number of items that DynamoDB can read at once: from 1 to 2 147 483 647 */
export function requirePageSize(option: string, value: unknown): asserts value is number {
  requireWhole(option, value, { maximum: longestPage });
}

/** DynamoDB holds numbers down to 1e-130, and its document client refuses those beyond the safe integers. */
export function isStorableNumber(value: number): boolean {
  const size = Math.abs(value);
  return value === 0 || (size <= Number.MAX_SAFE_INTEGER && size >= 1e-129);
}

/** @throws {InvalidOptionError} unless it is a number that DynamoDB can hold */
export function requireNumber(option: string, value: unknown): asserts value is number {
  if (typeof value !== 'number' || !isStorableNumber(value))
    throw new InvalidOptionError(option, value, 'a number that DynamoDB can hold');
}

/** @throws {InvalidOptionError} unless it is left out, true or false */
export function requireFlag(option: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'boolean')
    throw new InvalidOptionError(option, value, 'true or false');
}

/** @throws {InvalidOptionError} unless it is a function */
export function requireFunction(option: string, value: unknown): void {
  if (typeof value !== 'function') throw new InvalidOptionError(option, value, 'a function');
}

/** @throws {InvalidOptionError} unless it is an array */
export function requireList(option: string, value: unknown): asserts value is readonly unknown[] {
  if (!Array.isArray(value)) throw new InvalidOptionError(option, value, 'an array');
}

/** @throws {InvalidOptionError} unless it is an object and no array */
export function requireRecord(option: string, value: unknown): asserts value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InvalidOptionError(option, value, 'an object');
}

/** @throws {InvalidOptionError} unless they are an array of objects: what a batch sets */
export function requireEntries(entries: unknown): void {
  requireList('entries', entries);
  for (const [index, entry] of entries.entries()) requireRecord(`entries[${index}]`, entry);
}

/** @throws {InvalidOptionError} unless it is an object with that method. @param expected what it must be, for example `a KeyValueCounter` */
export function requireMethod(option: string, value: unknown, method: string, expected: string): void {
  const found = typeof value === 'object' && value !== null ? Reflect.get(value, method) : undefined;
  if (typeof found !== 'function') throw new InvalidOptionError(option, value, expected);
}

/** @throws {InvalidOptionError} unless it is a PartitionedKeyValueTable, of whichever copy of this package */
export const requireTable = (table: unknown): void =>
  requireMethod('table', table, 'setIfNotExists', 'a PartitionedKeyValueTable');

/** @throws {InvalidOptionError} unless it is a document client of AWS SDK v3 */
export const requireClient = (client: unknown): void =>
  requireMethod('client', client, 'send', 'a DynamoDBDocumentClient');

/** Which options are functions, in every store that has them. */
const functions = ['now', 'newId', 'newToken', 'random', 'sleep', 'onlyIf'];

/** @throws {InvalidOptionError} naming the first option that is a function in every store and none here */
export function requireFunctions(options: object): void {
  for (const name of functions) {
    const value = Reflect.get(options, name);
    if (value !== undefined) requireFunction(name, value);
  }
}

/** @throws {InvalidOptionError} unless they are an object */
export function requireObject(owner: string, options: unknown): asserts options is object {
  requireRecord(`The options of ${owner}`, options);
}

/** @throws {InvalidOptionError} unless `options` are an object; naming the first of them that is not one of `known` */
export function requireKnown(owner: string, options: unknown, known: readonly string[]): void {
  requireObject(owner, options);
  const unknown = Object.keys(options).find((option) => !known.includes(option));
  if (unknown === undefined) return;
  throw new InvalidOptionError(
    `${owner}.${unknown}`,
    Reflect.get(options, unknown),
    `left out: the options are ${known.join(', ')}`,
  );
}
