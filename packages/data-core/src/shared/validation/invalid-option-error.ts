import { DataCoreError } from '../errors/data-core-error.ts';

/** An option or argument is not what it must be. Nothing was sent. */
export class InvalidOptionError extends DataCoreError {
  override readonly name = 'InvalidOptionError';
  readonly code = 'option.invalid';
  /** For example `timeoutMs`. */
  readonly option: string;
  readonly value: unknown;
  /** For example `a whole number of at least 1`. */
  readonly expected: string;

  constructor(option: string, value: unknown, expected: string) {
    super(`${option} must be ${expected}, not ${describe(value)}.`);
    this.option = option;
    this.value = value;
    this.expected = expected;
  }
}

function describe(value: unknown): string {
  if (typeof value === 'string')
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}...` : value);
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value);
  if (value === null || value === undefined) return String(value);
  return Array.isArray(value) ? 'an array' : `${/^[aeiou]/.test(typeof value) ? 'an' : 'a'} ${typeof value}`;
}
