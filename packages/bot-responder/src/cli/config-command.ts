import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { BotConfigStorage } from '@switchboard/data-core';

export interface ConfigCommand {
  /** The configuration's name, which is that of the command. */
  readonly id: string;
  /** @throws for what is invalid, with a sentence for each mistake */
  readonly parse: (value: unknown) => unknown;
  readonly args: readonly string[];
  readonly say: (line: string) => void;
}

/**
 * Shows, replaces or removes a configuration that a bot follows from its next turn on: `show`, `put <file>`, `reset`. Which DynamoDB is
 * meant, the SDK reads from its environment (`AWS_ENDPOINT_URL_DYNAMODB` for a local one).
 *
 * @returns whether it was done; if not, what would be right was said
 */
export async function runConfigCommand({ id, parse, args, say }: ConfigCommand): Promise<boolean> {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { table: { type: 'string', default: 'switchboard.local.botconfig' } },
  });
  const [command, file] = positionals;
  const storage = new BotConfigStorage(values.table);
  if (command === 'show') {
    say(JSON.stringify(await storage.getConfig(id), null, 2));
  } else if (command === 'put' && file !== undefined) {
    const value = await readValid(file, parse, say);
    if (value === undefined) return false;
    await storage.setConfig(id, value as Record<string, unknown>);
    say(`The configuration ${id} of ${file} is in use.`);
  } else if (command === 'reset') {
    await storage.invalidateConfig(id);
    say(`The built-in configuration ${id} is in use.`);
  } else {
    say(`Usage: npm run ${id} -- show | put <file.json> | reset [--table <name>]`);
    return false;
  }
  return true;
}

/** @returns `undefined` for what cannot be used, once it was said why */
async function readValid(
  file: string,
  parse: ConfigCommand['parse'],
  say: ConfigCommand['say'],
): Promise<unknown> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    parse(value);
    return value;
  } catch (error) {
    say(`${file} is not in use: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}
