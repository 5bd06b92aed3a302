import { applyOverrides, type FunctionPackage } from '@switchboard/declarations';
import type { Environment } from './environments.ts';
import { allowedValuesOf } from './require-settings.ts';

/** The environment that the local platform boots: the only one whose settings environment variables may override. */
const localName = 'local';

/** @throws {InvalidSettingsError} naming every variable with a wrong value */
export const overrideLocal = (
  environments: readonly Environment[],
  packages: readonly FunctionPackage[],
  env: Readonly<Record<string, string | undefined>>,
): readonly Environment[] =>
  environments.map((environment) =>
    environment.name === localName
      ? { ...environment, settings: applyOverrides(environment.settings, env, allowedValuesOf(packages)) }
      : environment,
  );
