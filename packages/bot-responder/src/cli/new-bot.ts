import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { botTemplate, testTemplate } from './bot-templates.ts';

/** `new-bot.ts <name>`: writes the file of a bot, and its test with a conversation in it. */
const name = process.argv[2] ?? '';
const folder = new URL('../bots/', import.meta.url);
const files = { [`${name}.ts`]: botTemplate(name), [`${name}.test.ts`]: testTemplate(name) };

const problem = problemOf(name);
if (problem === undefined) {
  for (const [file, text] of Object.entries(files))
    await writeFile(new URL(file, folder), text, { flag: 'wx' });
  process.stdout.write(
    [
      'Written, in packages/bot-responder/src/bots:',
      ...Object.keys(files).map((file) => `  ${file}`),
      '',
      `  BOT=${name} npm start      runs it; a change is there as soon as you save`,
      `  npm run bot:test ${name}   tests it`,
      '',
    ].join('\n'),
  );
} else {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}

/** What is wrong with the name, and what would be right. */
function problemOf(given: string): string | undefined {
  if (!/^[a-z][a-z0-9-]{0,31}$/.test(given) || given === 'none') {
    return `The name of a bot is 1 to 32 lower-case letters, digits and hyphens, begins with a letter and is not none, but is ${JSON.stringify(given)}. For example: npm run bot:new mine`;
  }
  const taken = [`${given}.ts`, `${given}.test.ts`, given].find((file) => existsSync(new URL(file, folder)));
  return taken === undefined ? undefined : `There is already a ${taken} in packages/bot-responder/src/bots.`;
}
