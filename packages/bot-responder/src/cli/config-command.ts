import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { BotConfigStorage, createDocumentClient, type DocumentClientOptions } from '@switchboard/data-core';

type Environment = Readonly<Record<string, string | undefined>>;

export interface ConfigCommand {
  /** The configuration's name, which is that of the command. */
  readonly id: string;
  /** @throws for what is invalid, with a sentence for each mistake */
  readonly parse: (value: unknown) => unknown;
  readonly args: readonly string[];
  readonly env: Environment;
  /** Writes what was done. */
  readonly say: (line: string) => void;
  /** Writes what is wrong, and what would be right. */
  readonly complain: (line: string) => void;
}

/** The table of the platform on this machine. */
const localTable = 'switchboard.local.botconfig';

/** Where `npm start` answers for AWS, unless it was told another `PORT`. */
const localEndpoint = 'http://127.0.0.1:4003';

/**
 * Shows, replaces or removes a configuration that a bot follows from its next turn on: `show`, `put <file>`, `reset`. Without `--table` it is the
 * one of the platform on this machine. For another table, and where `AWS_ENDPOINT_URL` or `AWS_ENDPOINT_URL_DYNAMODB` is set, the SDK reads
 * region and credentials from its environment.
 *
 * @returns whether it was done; if not, `complain` was told why
 */
export async function runConfigCommand(command: ConfigCommand): Promise<boolean> {
  const { env, args, complain } = command;
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { table: { type: 'string', default: localTable } },
  });
  const client = createDocumentClient(clientOptions(values.table, env));
  try {
    return await run(command, new BotConfigStorage(values.table, { client }), positionals);
  } catch (error) {
    complain(sentenceOf(error, env));
    return false;
  }
}

async function run(
  { id, parse, env, say, complain }: ConfigCommand,
  storage: BotConfigStorage,
  [action, file]: readonly string[],
): Promise<boolean> {
  if (action === 'show') {
    say(JSON.stringify(await storage.getConfig(id), null, 2));
  } else if (action === 'put' && file !== undefined) {
    // npm runs a script in its package's folder, and says where it was called.
    const value = await readValid(resolve(env.INIT_CWD ?? '', file), parse, complain);
    if (value === undefined) return false;
    await storage.setConfig(id, value as Record<string, unknown>);
    say(`The configuration ${id} of ${file} is in use.`);
  } else if (action === 'reset') {
    await storage.invalidateConfig(id);
    say(`The built-in configuration ${id} is in use.`);
  } else {
    complain(`Usage: npm run ${id} -- show | put <file.json> | reset [--table <name>]`);
    return false;
  }
  return true;
}

/** The platform on this machine has a key of its own and an address that is known; everything else the SDK finds itself. */
function clientOptions(table: string, env: Environment): DocumentClientOptions {
  if (table !== localTable) return {};
  const isNamed = env.AWS_ENDPOINT_URL !== undefined || env.AWS_ENDPOINT_URL_DYNAMODB !== undefined;
  return {
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    ...(!isNamed && { endpoint: localEndpoint }),
  };
}

/** What went wrong, for a person: a file, its content, or nobody who answers. */
function sentenceOf(error: unknown, env: Environment): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (code === 'ECONNREFUSED') {
    const address = env.AWS_ENDPOINT_URL_DYNAMODB ?? env.AWS_ENDPOINT_URL ?? localEndpoint;
    return `Nobody answers at ${address}. Start the platform by npm start, or name its address "AWS" by AWS_ENDPOINT_URL.`;
  }
  return String(message ?? error);
}

/** @returns `undefined` for what cannot be used, once it was said why */
async function readValid(
  file: string,
  parse: ConfigCommand['parse'],
  complain: ConfigCommand['complain'],
): Promise<unknown> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    parse(value);
    return value;
  } catch (error) {
    complain(`${file} is not in use: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}
