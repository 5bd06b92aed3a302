import { parse } from 'yaml';
import type { Attributes } from './stack.ts';

/** The scripts that the steps of a workflow run. */
export const scriptsIn = (workflow: string): readonly string[] =>
  Object.values<Attributes>(parse(workflow).jobs).flatMap(({ steps }) =>
    steps.flatMap(({ run }: Attributes) => run ?? []),
  );

const programs = ['aws', 'git', 'npm', 'npx', 'terraform'];

/** A place that a reader fills in. */
const placeholder = /<[^<>|]+>/g;

/**
 * The commands that a guide has its reader type: in blocks, and in the running text. Lines that end in a backslash are put together; what a reader
 * fills in becomes `it`.
 *
 * @returns each in words, without variables in front and without pipes behind
 */
export function commandsIn(guide: string): readonly (readonly string[])[] {
  const whole = guide.replaceAll(/\\\n\s*/g, '');
  const blocks = [...whole.matchAll(/^ {4,}(.+)$/gm)].map(([, line = '']) => line);
  const inText = [...whole.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
  return [...blocks, ...inText].flatMap(commandsOf);
}

/** The commands of one line of shell. */
export const commandsOf = (line: string): readonly (readonly string[])[] =>
  line
    .replace(/ +#.*$/, '')
    .replaceAll(placeholder, 'it')
    .split(/&&|\||;/)
    .map((command) => command.trim().replace(/^([A-Z_]+=\S+ )+/, ''))
    .map((command) => command.split(/\s+/))
    .filter(([program = '', first]) => programs.includes(program) && first !== undefined);
