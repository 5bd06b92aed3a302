import * as v from 'valibot';
import { type SettingName, type SettingValues, settingNames, settings } from './registry.ts';

/** Settings have invalid values. `problems` has one sentence for each. */
export class InvalidSettingsError extends Error {
  override readonly name = 'InvalidSettingsError';
  readonly code = 'settings.invalid';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** The text of every setting: what an environment gives, or else the default. */
export type ResolvedSettings = Readonly<Record<SettingName, string>>;

export const withDefaults = (given: SettingValues): ResolvedSettings =>
  Object.fromEntries(
    settingNames.map((name) => [name, given[name] ?? settings[name].default]),
  ) as ResolvedSettings;

/** Values that code allows for a setting, where the setting's schema allows more. */
export type AllowedValues = Readonly<Partial<Record<SettingName, readonly string[]>>>;

/**
 * Everything that is wrong with given settings: unknown names, wrong values.
 *
 * @returns a sentence for each, in the order of the settings; none if all is well
 */
export function settingProblems(
  given: Readonly<Record<string, string | undefined>>,
  allowedValues: AllowedValues = {},
): readonly string[] {
  return Object.entries(given).flatMap(([name, value]) => {
    if (value === undefined) return [];
    if (!isSettingName(name)) return [`${name} is no setting. The settings are ${settingNames.join(', ')}.`];
    const problem = problemOf(name, value, allowedValues[name]);
    return problem === undefined ? [] : [`${name} ${problem}, but is ${JSON.stringify(value)}.`];
  });
}

/**
 * The insecure values among given settings that are not accepted by name.
 *
 * @param accepted names of settings whose insecure values are accepted
 */
export function insecureSettings(given: SettingValues, accepted: readonly SettingName[]): readonly string[] {
  return settingNames.flatMap((name) => {
    const value = given[name] ?? settings[name].default;
    const reason = settings[name].insecure?.[value];
    if (reason === undefined || accepted.includes(name)) return [];
    return [
      `${name} is ${value}: ${reason}. Choose another value, or accept this one with acceptInsecure: ['${name}'].`,
    ];
  });
}

/**
 * An environment's settings with those replaced that environment variables of the same names give.
 *
 * @param env variables that are no settings are left alone; an empty one counts as absent
 * @throws {InvalidSettingsError} naming every variable with a wrong value
 */
export function applyOverrides(
  given: SettingValues,
  env: Readonly<Record<string, string | undefined>>,
  allowedValues: AllowedValues = {},
): SettingValues {
  const overrides = Object.fromEntries(
    settingNames.flatMap((name) => (env[name] === undefined || env[name] === '' ? [] : [[name, env[name]]])),
  ) as SettingValues;
  const problems = settingProblems(overrides, allowedValues);
  if (problems.length > 0) throw new InvalidSettingsError(problems);
  return { ...given, ...overrides };
}

const isSettingName = (name: string): name is SettingName => Object.hasOwn(settings, name);

function problemOf(
  name: SettingName,
  value: string,
  allowed: readonly string[] | undefined,
): string | undefined {
  if (allowed && !allowed.includes(value)) return `should be one of ${allowed.join(', ')}`;
  const result = v.safeParse(settings[name].schema, value);
  return result.success ? undefined : result.issues[0].message;
}
