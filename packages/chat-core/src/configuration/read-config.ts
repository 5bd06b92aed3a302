import type { TableDefinition } from '@switchboard/data-core/table';
import * as v from 'valibot';
import {
  type TopicDefinition,
  tableVariable,
  topicVariable,
  webSocketEndpointVariable,
} from '../declarations/index.ts';

/** One fact that a function is told by an environment variable, and what the variable may hold. */
export interface Entry<T> {
  readonly variable: string;
  readonly schema: v.GenericSchema<unknown, T>;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment of the function is not what the code needs: nothing was done, and no retry will help. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly code = 'configuration.invalid';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The environment of this function is incomplete: ${problems.join('; ')}`);
    this.problems = problems;
  }
}

const text = v.pipe(v.string('is missing'), v.minLength(1, 'is empty'));

/** A table's physical name. */
export const table = (definition: TableDefinition): Entry<string> => ({
  variable: tableVariable(definition),
  schema: text,
});

/** A topic's ARN. */
export const topic = (definition: TopicDefinition): Entry<string> => ({
  variable: topicVariable(definition),
  schema: text,
});

/** The address of the WebSocket API's stage, which frames are posted to. */
export const webSocketEndpoint = (): Entry<string> => ({
  variable: webSocketEndpointVariable,
  schema: v.pipe(text, v.regex(/^wss?:\/\//, 'should be an address such as wss://host/stage')),
});

/** How people prove who they are: by a token, or (as in the original) not at all. @default 'token' */
export const authentication = (): Entry<'token' | 'none'> => ({
  variable: 'AUTHENTICATION',
  schema: v.optional(v.picklist(['token', 'none'], 'should be token or none'), 'token'),
});

/** Whom `POST /sessions` serves: anyone as whoever they say, guests alone, or nobody. @default 'iam' */
export const sessionsPolicy = (): Entry<'any' | 'guests' | 'iam'> => ({
  variable: 'SESSIONS',
  schema: v.optional(v.picklist(['any', 'guests', 'iam'], 'should be any, guests or iam'), 'iam'),
});

/** How many days a message is kept. @default 90 */
export const retentionDays = (): Entry<number> => ({
  variable: 'RETENTION_DAYS',
  schema: v.pipe(
    v.optional(v.string(), '90'),
    v.transform(Number),
    v.number('should be a number of days'),
    v.integer('should be a whole number of days'),
    v.minValue(1, 'should be at least 1 day'),
  ),
});

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
