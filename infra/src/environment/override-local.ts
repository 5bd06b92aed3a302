import { applyOverrides, type FunctionPackage } from '@switchboard/declarations';
import { type Environment, isLocal } from './environment.ts';
import { allowedValuesOf } from './problems.ts';

/**
 * The environments, with those settings of `local` replaced that environment variables of the same names give.
 *
 * @throws {InvalidSettingsError} naming every variable with a wrong value
 */
export const overrideLocal = (
  environments: readonly Environment[],
  packages: readonly FunctionPackage[],
  env: Readonly<Record<string, string | undefined>>,
): readonly Environment[] =>
  environments.map((environment) =>
    isLocal(environment)
      ? { ...environment, settings: applyOverrides(environment.settings, env, allowedValuesOf(packages)) }
      : environment,
  );
