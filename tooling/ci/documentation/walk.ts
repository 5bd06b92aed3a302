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
}

/** A page no longer says what is tried. */
class PageError extends Error {
  override readonly name = 'PageError';
}

/** The first words of a walk that its page does not say behind those of the step before; `undefined` if it says all of them. */
export function missingWords({ steps }: Walk, text: string): string | undefined {
  let position = 0;
  for (const { says } of steps) {
    const at = text.indexOf(says, position);
    if (at < 0) return says;
    position = at + says.length;
  }
  return undefined;
}

/** Follows a page step by step. @throws {PageError} */
export async function follow(walk: Walk, note: (text: string) => void): Promise<void> {
  const text = readFileSync(join(root, walk.page), 'utf8');
  const missing = missingWords(walk, text);
  if (missing !== undefined)
    throw new PageError(`${walk.page} does not say ${JSON.stringify(missing)} where it should.`);
  let position = 0;
  for (const { says, run } of walk.steps) {
    const at = text.indexOf(says, position);
    position = at + says.length;
    note(`${walk.page}: ${says.split('\n')[0]}`);
    await run(blockAround(text, at));
  }
}

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
