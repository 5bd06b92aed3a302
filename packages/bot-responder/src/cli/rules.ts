import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { BotConfigStorage } from '@switchboard/data-core';
import { parseRules } from '../bots/rules/rules-schema.ts';
import { rulesConfigId } from '../bots/rules/rules-source.ts';

/**
 * Shows, replaces or removes the rules of the `rules` bot: `show`, `put <file>`, `reset`. The bot follows them from its
 * next turn on. Which DynamoDB is meant, the SDK reads from its environment (`AWS_ENDPOINT_URL_DYNAMODB` for a local
 * one).
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { table: { type: 'string', default: 'switchboard.local.botconfig' } },
});
const [command, file] = positionals;
const storage = new BotConfigStorage(values.table);
const say = (line: string) => process.stdout.write(`${line}\n`);

if (command === 'show') {
  say(JSON.stringify(await storage.getConfig(rulesConfigId), null, 2));
} else if (command === 'put' && file !== undefined) {
  await storage.setConfig(rulesConfigId, parseRules(JSON.parse(await readFile(file, 'utf8'))));
  say(`The rules of ${file} are in use.`);
} else if (command === 'reset') {
  await storage.invalidateConfig(rulesConfigId);
  say('The built-in rules are in use.');
} else {
  say('Usage: npm run rules -- show | put <file.json> | reset [--table <name>]');
  process.exitCode = 1;
}
