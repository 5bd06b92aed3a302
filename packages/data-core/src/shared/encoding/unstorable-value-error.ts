import { DataCoreError } from '../errors/data-core-error.ts';

/**
 * A value cannot be stored: it holds something that is no data (a function, a symbol, a Promise, an Error, ...), a cycle, is nested too
 * deep, or is too large. Nothing was written.
 */
export class UnstorableValueError extends DataCoreError {
  override readonly name: string = 'UnstorableValueError';
  readonly code: string = 'value.unstorable';
  /** Where it was found, for example `['state', 'user', 'onClick']`. */
  readonly path: readonly string[];

  constructor(message: string, path: readonly string[]) {
    super(message);
    this.path = path;
  }
}

/** @param what for example `a function` */
export function unstorable(path: readonly string[], what: string): UnstorableValueError {
  return new UnstorableValueError(
    `The value at "${path.join('.') || '(top)'}" is ${what}: only data can be stored.`,
    path,
  );
}
