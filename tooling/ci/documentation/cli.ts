/**
 * Runs every command and example of the documentation, or checks that a named test runs it: `npm run test:docs`.
 *
 *     npm run test:docs -- tutorial        follows one page as its reader does, by a part of its name
 *     npm run test:docs -- examples        compiles the TypeScript of pages and docstrings
 *     npm run test:docs -- small           runs the commands that take long, at a size that takes seconds
 *     npm run test:docs -- small cost      those of them that have the word
 *
 * Every run first looks for commands and examples that nothing runs. All of it happens in a copy of the repository.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audit } from './audit.ts';
import { copyRepository } from './copy-repository.ts';
import { startModelServer } from './model-server.ts';
import { lastOutput, type } from './reader.ts';
import { runSmall } from './small.ts';
import { typeCheckExamples } from './type-check.ts';
import { follow } from './walk.ts';
import { everyWalk } from './walks/every-walk.ts';

const [wanted = '', word = ''] = process.argv.slice(2);
// biome-ignore lint/style/noProcessEnv: the composition root
const browser = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const note = (text: string): void => void process.stdout.write(`${text}\n`);
const folder = mkdtempSync(join(tmpdir(), 'switchboard-docs-'));
const clone = join(folder, 'switchboard');
const undone: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
const cleanUp = (undo: () => unknown): void => void undone.push(undo);
try {
  const model = await startModelServer('I am a model, and I answer.');
  cleanUp(model.stop);
  const walks = everyWalk.map((walk) => walk(clone, model, cleanUp));
  const faults = audit(walks);
  if (faults.length > 0) throw new Error(`The documentation is not run as a whole:\n${faults.join('\n')}`);
  copyRepository(clone);
  if (wanted === '' || wanted === 'examples') {
    note('The types of all examples');
    await typeCheckExamples(clone);
  }
  for (const walk of walks.filter(({ page }) => page.includes(wanted))) await follow(walk, note);
  if (wanted === '' || wanted === 'small') {
    await type('npx turbo run build synth:local --output-logs=errors-only', clone);
    await runSmall(clone, { wanted: word, browser, note });
  }
  note('Every page does what it says.');
} catch (error) {
  note(`The last lines of the platform:\n${lastOutput()}\n`);
  throw error;
} finally {
  for (const undo of undone.toReversed()) await undo();
}
