import type { Environment } from './environment.ts';

/** Somebody named an environment that is not in `environments.ts`. */
export class UnknownEnvironmentError extends Error {
  override readonly name = 'UnknownEnvironmentError';
  readonly code = 'infra.unknownEnvironment';
}

/**
 * The environments of some names, or all of them where no name is given.
 *
 * @throws {UnknownEnvironmentError} naming those that are not there, and those that are
 */
export function chooseEnvironments(
  environments: readonly Environment[],
  names: readonly string[],
): readonly Environment[] {
  if (names.length === 0) return environments;
  const known = environments.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new UnknownEnvironmentError(
      `There is no environment ${unknown.join(', ')}. infra/src/environments.ts has ${known.join(', ')}.`,
    );
  }
  return environments.filter(({ name }) => names.includes(name));
}
