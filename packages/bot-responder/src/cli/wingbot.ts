/** The conversation of the bot `wingbot`, as its designer makes it: `show`, `put <file>`, `reset`. */
import { isRecord } from '@switchboard/protocol';
import { wingbotConfigId } from '../bots/wingbot/wingbot-storages.ts';
import { runConfigCommand } from './config-command.ts';

const isDone = await runConfigCommand({
  id: wingbotConfigId,
  parse: (value) => {
    const blocks = isRecord(value) ? value.blocks : undefined;
    if (Array.isArray(blocks) && blocks.some((block) => isRecord(block) && block.isRoot === true)) return;
    throw new Error('The file should be { "blocks": [...] }, with one block that has "isRoot": true.');
  },
  args: process.argv.slice(2),
  // biome-ignore lint/style/noProcessEnv: the composition root
  env: process.env,
  say: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
});
if (!isDone) process.exitCode = 1;
