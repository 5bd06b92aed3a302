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

/** @throws {InvalidOptionError} unless they are an object */
export function requireObject(owner: string, options: unknown): asserts options is object {
  if (typeof options === 'object' && options !== null && !Array.isArray(options)) return;
  throw new InvalidOptionError(`The options of ${owner}`, options, 'an object');
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
