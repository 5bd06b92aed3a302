/** The rules of the bot `rules`: `show`, `put <file>`, `reset`. */
import { parseRules } from '../bots/rules/rules-schema.ts';
import { rulesConfigId } from '../bots/rules/rules-source.ts';
import { runConfigCommand } from './config-command.ts';

const isDone = await runConfigCommand({
  id: rulesConfigId,
  parse: parseRules,
  args: process.argv.slice(2),
  // biome-ignore lint/style/noProcessEnv: the composition root
  env: process.env,
  say: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
});
if (!isDone) process.exitCode = 1;
