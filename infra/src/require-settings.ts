import {
  type AllowedValues,
  type FunctionPackage,
  InvalidSettingsError,
  insecureSettings,
  settingProblems,
} from '@switchboard/declarations';
import type { Environment } from './environments.ts';

/** What the packages' code allows for settings. */
export const allowedValuesOf = (packages: readonly FunctionPackage[]): AllowedValues =>
  Object.assign({}, ...packages.map(({ allowedValues }) => allowedValues));

/** @throws {InvalidSettingsError} naming everything that is wrong with an environment's settings, or insecure and not accepted */
export function requireSettings(environment: Environment, packages: readonly FunctionPackage[]): void {
  const problems = [
    ...settingProblems(environment.settings, allowedValuesOf(packages)),
    ...insecureSettings(environment.settings, environment.acceptInsecure ?? []),
  ];
  if (problems.length === 0) return;
  throw new InvalidSettingsError(problems.map((problem) => `${environment.name}: ${problem}`));
}
