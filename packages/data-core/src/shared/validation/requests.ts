import { InvalidOptionError } from './invalid-option-error.ts';
import { isStorableNumber, requireRecord, requireText } from './options.ts';

/** Deeper than DynamoDB takes it, and shallow enough for the stack. */
const deepest = 50;

/**
 * Looks through what is sent to DynamoDB as it is, before the SDK does, whose errors say neither where nor what.
 *
 * @throws {InvalidOptionError} naming the path of what DynamoDB cannot hold
 */
function requireData(option: string, value: unknown, depth = 0): void {
  const kind = typeof value;
  const isNoData =
    kind === 'function' ||
    kind === 'symbol' ||
    (typeof value === 'number' && !isStorableNumber(value)) ||
    (typeof value === 'string' && !value.isWellFormed()) ||
    value instanceof Date ||
    depth > deepest;
  if (isNoData) throw new InvalidOptionError(option, value, 'data that DynamoDB can hold');
  if (kind !== 'object' || ArrayBuffer.isView(value)) return;
  for (const [name, member] of Object.entries(value ?? {}))
    requireData(`${option}.${name}`, member, depth + 1);
}

/** @throws {InvalidOptionError} unless it is a text that can name a table: its name, or its ARN of at most 1024 bytes */
export const requireTarget = (option: string, tableName: unknown): void =>
  requireText(option, tableName, 1024);

/** @throws {InvalidOptionError} unless it is an object whose members DynamoDB can hold */
export function requireItem(option: string, value: unknown): asserts value is Record<string, unknown> {
  requireRecord(option, value);
  requireData(option, value);
}

/** @throws {InvalidOptionError} unless it is an object of texts, numbers and bytes. @param names of the members, if not all are the key's */
export function requireKey(
  option: string,
  value: unknown,
  names?: readonly string[],
): asserts value is Record<string, unknown> {
  requireItem(option, value);
  for (const name of names ?? Object.keys(value)) {
    const member = value[name];
    if (typeof member !== 'string' && typeof member !== 'number' && !ArrayBuffer.isView(member))
      throw new InvalidOptionError(`${option}.${name}`, member, 'a text, a number or bytes');
  }
}
