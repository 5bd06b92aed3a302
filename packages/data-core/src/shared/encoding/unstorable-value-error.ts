import { DataCoreError } from '../errors/data-core-error.ts';

/** A value cannot be stored: it holds a function, a symbol, a cycle, or is nested too deep. Nothing was written. */
export class UnstorableValueError extends DataCoreError {
  readonly code = 'value.unstorable';
  /** Where it was found, for example `['state', 'user', 'onClick']`. */
  readonly path: readonly string[];

  constructor(path: readonly string[], what: string) {
    super(`The value at "${path.join('.') || '(top)'}" is ${what}: only data can be stored.`);
    this.path = path;
  }
}
