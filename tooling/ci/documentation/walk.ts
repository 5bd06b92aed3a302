import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../packages/published.ts';

/** Something that a page tells its reader to do, and that is done. */
export interface Step {
  /** The words of the page, which stand behind those of the step before. */
  readonly says: string;
  /** Does it. @param block the block of code or commands that has the words @throws if it does not do what the page says */
  readonly run: (block: string) => Promise<void> | void;
}

export interface Walk {
  /** From the root of the repository: `docs/tutorial/first-bot.md`. */
  readonly page: string;
  readonly steps: readonly Step[];
  /** Lines of commands that are not run here, each with the reason: what runs them, or why nothing can. */
  readonly elsewhere: Readonly<Record<string, string>>;
}

/** A page no longer says what is tried, or says something that nothing tries. */
class PageError extends Error {
  override readonly name = 'PageError';
}

/** A line that a reader types. */
const command = /^\s*(?:[A-Z_]+=\S* +)*(?:npm|npx|curl|printf|aws|cd|export|terraform)\b/;

/** Follows a page step by step. @throws {PageError} */
export async function follow(walk: Walk, note: (text: string) => void): Promise<void> {
  const text = readFileSync(join(root, walk.page), 'utf8');
  const untried = commandsIn(text).filter((line) => !isTried(line, walk));
  if (untried.length > 0)
    throw new PageError(`${walk.page} has commands that nothing tries:\n${untried.join('\n')}`);
  let position = 0;
  for (const { says, run } of walk.steps) {
    const at = text.indexOf(says, position);
    if (at < 0) throw new PageError(`${walk.page} does not say ${JSON.stringify(says)} where it should.`);
    position = at + says.length;
    note(`${walk.page}: ${says.split('\n')[0]}`);
    await run(blockAround(text, at));
  }
}

const isTried = (line: string, { steps, elsewhere }: Walk): boolean =>
  line in elsewhere || steps.some(({ says }) => line.includes(says) || says.includes(line));

/** Lines of indented blocks that are commands, without remarks. */
const commandsIn = (text: string): readonly string[] =>
  [...text.matchAll(/^ {4}(.*)$/gm)]
    .map(([, line = '']) => line)
    .filter((line) => command.test(line))
    .map((line) => line.replace(/\s+#.*$/, '').trim());

/** The fenced block at a place, or else its line. */
function blockAround(text: string, at: number): string {
  const fences = [...text.matchAll(/^```.*\n([\s\S]*?)^```/gm)];
  const fenced = fences.find(({ index, 0: whole }) => index <= at && at < index + whole.length);
  if (fenced) return fenced[1] ?? '';
  const begin = text.lastIndexOf('\n', at) + 1;
  const end = text.indexOf('\n', at);
  return text
    .slice(begin, end < 0 ? undefined : end)
    .replace(/\s+#.*$/, '')
    .trim();
}
