/** The configuration of the bot `llm`: `show`, `put <file>`, `reset`. */
import { llmConfigId, parseLlmConfig } from '../bots/llm/llm-config.ts';
import { runConfigCommand } from './config-command.ts';

const isDone = await runConfigCommand({
  id: llmConfigId,
  parse: parseLlmConfig,
  args: process.argv.slice(2),
  // biome-ignore lint/style/noProcessEnv: the composition root
  env: process.env,
  say: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
});
if (!isDone) process.exitCode = 1;
