import type { ChatTableNames } from '@switchboard/chat-core';
import { tableVariable, webSocketEndpointVariable } from '@switchboard/chat-core/declarations';
import { connectionsTable, messagesTable, threadsTable } from '@switchboard/chat-core/tables';
import { botConfigTable, statesTable } from '@switchboard/data-core/tables';
import * as v from 'valibot';
import { type BotName, botNames } from './bots/index.ts';

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

const endpoint = v.pipe(text, v.regex(/^wss?:\/\//, 'should be an address such as wss://host/stage'));

const bot = v.optional(v.picklist(botNames, `should be one of ${botNames.join(', ')}`), 'rules');

const retentionDays = v.pipe(
  v.optional(v.string(), '90'),
  v.transform(Number),
  v.integer('should be a whole number of days'),
  v.minValue(1, 'should be at least 1 day'),
);

export interface ResponderConfig {
  readonly tables: ChatTableNames & { readonly states: string; readonly botConfig: string };
  readonly webSocketEndpoint: string;
  /** @default 'rules' */
  readonly bot: BotName;
  /** @default 90 */
  readonly retentionDays: number;
}

/**
 * Reads the function's configuration from its environment.
 *
 * @throws {ConfigurationError} with everything that is missing or wrong, by the variable's name
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): ResponderConfig {
  const problems: string[] = [];
  const read = <Schema extends v.GenericSchema<unknown, unknown>>(variable: string, schema: Schema) => {
    const result = v.safeParse(schema, env[variable]);
    if (!result.success) problems.push(`${variable} ${result.issues[0].message}`);
    return result.output as v.InferOutput<Schema>;
  };
  const config: ResponderConfig = {
    tables: {
      threads: read(tableVariable(threadsTable), text),
      messages: read(tableVariable(messagesTable), text),
      connections: read(tableVariable(connectionsTable), text),
      // Replies bear no clientMessageId, so their commits write no markers.
      partitionedKeys: '',
      states: read(tableVariable(statesTable), text),
      botConfig: read(tableVariable(botConfigTable), text),
    },
    webSocketEndpoint: read(webSocketEndpointVariable, endpoint),
    bot: read('BOT', bot),
    retentionDays: read('RETENTION_DAYS', retentionDays),
  };
  if (problems.length > 0) throw new ConfigurationError(problems);
  return config;
}
