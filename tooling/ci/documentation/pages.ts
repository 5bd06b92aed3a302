/** What the pages of the repository have their readers type, and the examples that they show. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../packages/published.ts';

/** Pages that are written by a generator. Their examples are in docstrings, which `type-check.ts` reads. */
const generated = 'docs/reference/data-core/';

/** Every page that people wrote, from the root of the repository: `docs/bots.md`. */
export function listPages(): readonly string[] {
  const listed = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '*.md'],
    { cwd: root, encoding: 'utf8' },
  );
  return listed
    .split('\0')
    .filter((file) => file !== '' && !file.startsWith(generated))
    .sort();
}

export const readPage = (page: string): string => readFileSync(join(root, page), 'utf8');

/** What a line of a shell begins with, after variables. */
const program =
  /^(?:[A-Z_]+=\S+ +)*\(?(?:npm|npx|node|curl|printf|aws|terraform|git|cd|export|moto_server|POST|GET|PUT|DELETE)(?: +[^ =]|$)/;

/** A program that is only named: "`npm` installs it". A command has at least one word behind the program, or is a script of the repository. */
const isCommand = (line: string): boolean =>
  program.test(line) && !/^[A-Za-z_]+$/.test(line) && !/^(POST|GET|PUT|DELETE) \//.test(line);

/** A line of `.env.local`, or settings that a function gets. */
const isAssignment = (line: string): boolean => /^[A-Z_]+=\S/.test(line);

const withoutRemark = (line: string): string =>
  line
    .replace(/ +#.*$/, '')
    .replaceAll(/\s+/g, ' ')
    .trim();

/**
 * The commands of a page: in indented blocks, in blocks of shell, and in code within the text. Lines that end in a backslash or a pipe belong to the
 * next one.
 *
 * @returns each once, with one space between words and without its remark
 */
export function commandsIn(page: string): readonly string[] {
  const text = page.replaceAll(/\r/g, '');
  const shell = [...text.matchAll(/^```(?:sh|bash|shell)\n([\s\S]*?)^```/gm)].map(([, block = '']) => block);
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, '');
  const indented = [...prose.matchAll(/(?:^ {4,}.*\n)+/gm)].map(([block]) => block);
  const lines = [...shell, ...indented].flatMap((block) =>
    block.replaceAll(/\\\n/g, ' ').replaceAll(/\|\n/g, '| ').split('\n'),
  );
  const spans = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
  const typed = lines.map(withoutRemark).filter((line) => isCommand(line) || isAssignment(line));
  return [...new Set([...typed, ...spans.map(withoutRemark).filter(isCommand)])];
}

/** Languages whose blocks are no examples to run: drawings, and output. */
const drawings = ['mermaid', ''];

/** The languages of a page's examples, each once: `ts`, `json`. Blocks of shell are commands. */
export const languagesIn = (page: string): readonly string[] =>
  [...new Set([...page.matchAll(/^```(\w*)\n[\s\S]*?^```$/gm)].map(([, language = '']) => language))].filter(
    (language) => ![...drawings, 'sh', 'bash', 'shell'].includes(language),
  );
