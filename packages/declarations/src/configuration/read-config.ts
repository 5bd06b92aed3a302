import * as v from 'valibot';

/** One value that a function gets by an environment variable, and what the variable may contain. */
export interface Entry<T> {
  readonly variable: string;
  readonly schema: v.GenericSchema<unknown, T>;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The function's environment variables are invalid. Nothing was done, and no retry can help. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly code = 'configuration.invalid';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The environment of this function is incomplete: ${problems.join('; ')}`);
    this.problems = problems;
  }
}

/**
 * Reads a function's configuration from its environment.
 *
 * @throws {ConfigurationError} with everything that is missing or wrong, by the variable's name
 */
export function readConfig<T extends Record<string, unknown>>(
  env: Environment,
  entries: { readonly [K in keyof T]: Entry<T[K]> },
): T {
  const problems: string[] = [];
  const config: Partial<T> = {};
  for (const name of Object.keys(entries) as (keyof T & string)[]) {
    const { variable, schema } = entries[name];
    const result = v.safeParse(schema, env[variable]);
    if (result.success) config[name] = result.output;
    else problems.push(`${variable} ${result.issues[0].message}`);
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  return config as T;
}
