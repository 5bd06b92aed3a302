import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseEnv } from 'node:util';

/**
 * The values of parameters that Terraform never sees. They come from the environment that the platform was started in, or from a file; the
 * file is read each time, so that a value that was changed is given without a restart.
 */
export interface Secrets {
  /** @param parameter the parameter's name, for example `/switchboard/local/telegram-bot-token` */
  find(parameter: string): Promise<string | undefined>;
  /** Where a person puts a value, for a message that says that it is missing: `TELEGRAM_BOT_TOKEN in .env.local`. */
  placeOf(parameter: string): string;
}

export interface SecretsOptions {
  /** A file with lines `NAME=value`. It is optional. */
  readonly file: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export const createSecrets = ({ file, env }: SecretsOptions): Secrets => ({
  find: async (parameter) => {
    const name = variableOf(parameter);
    return env[name] || (await readVariables(file))[name] || undefined;
  },
  placeOf: (parameter) => `${variableOf(parameter)} in ${basename(file)}`,
});

/** The names in a file of secrets, which is optional. */
export const namesIn = async (file: string): Promise<readonly string[]> =>
  Object.keys(await readVariables(file));

/** The variable of a parameter: the last part of its name, as variables are written. */
export const variableOf = (parameter: string): string =>
  (parameter.split('/').at(-1) ?? '').replaceAll(/[^a-zA-Z0-9]+/g, '_').toUpperCase();

async function readVariables(file: string): Promise<Readonly<Record<string, string | undefined>>> {
  try {
    return parseEnv(await readFile(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}
