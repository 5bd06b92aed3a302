import { readdirSync, readFileSync } from 'node:fs';
import { commandsIn, commandsOf, scriptsIn } from './guide-commands.ts';

const repository = new URL('../../', import.meta.url);
/** A file of the repository. */
export const read = (file: string): string => readFileSync(new URL(file, repository), 'utf8');
/** A file of the repository that is JSON. */
export const json = (file: string): { scripts?: Record<string, string>; tasks?: Record<string, unknown> } =>
  JSON.parse(read(file));

const guides = [
  'README.md',
  'docs/deploy.md',
  ...readdirSync(new URL('docs/how-to', repository))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/how-to/${file}`),
];

const recipes = readdirSync(new URL('docs/how-to/ci', repository)).map((file) => `docs/how-to/ci/${file}`);

const commands = [
  ...guides.flatMap((file) => commandsIn(read(file)).map((words) => [file, words] as const)),
  ...recipes.flatMap((file) =>
    scriptsIn(read(file))
      .flatMap((script) => script.split('\n').flatMap(commandsOf))
      .map((words) => [file, words] as const),
  ),
];

/** The commands of a program, each once: as it is written, where, and its words. */
export const commandsWith = (program: string) => [
  ...new Map(
    commands
      .filter(([, [name]]) => name === program)
      .map(([file, words]) => [words.join(' '), [words.join(' '), file, words] as const]),
  ).values(),
];
