/**
 * What every error of this package is: a promise that was not kept. `code` says which, and each subclass carries its data.
 *
 * @example if (error instanceof DataCoreError && error.code === 'state.lockLost') return;
 */
export abstract class DataCoreError extends Error {
  /** Each class says its own, since minification changes the names of classes. A subclass elsewhere should do the same. */
  override readonly name: string = this.constructor.name;
  /** Stable, for programs: `<what>.<why>`; a number only where another library asks for it. */
  abstract readonly code: string | number;
}
