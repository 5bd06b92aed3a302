/**
 * Follows pages of the documentation as their readers do, in a copy of the repository: `npm run test:docs`, or with a part of a page's name behind
 * it, `npm run test:docs -- tutorial`; `-- examples` type-checks the TypeScript of the other pages. A page that has a command that is neither tried nor excepted fails, too.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyRepository } from './copy-repository.ts';
import { startModelServer } from './model-server.ts';
import { lastOutput } from './reader.ts';
import { typeCheckExamples } from './type-check.ts';
import { follow } from './walk.ts';
import { botsPage } from './walks/bots-page.ts';
import { localPlatform } from './walks/local-platform.ts';
import { readme } from './walks/readme.ts';
import { tutorial } from './walks/tutorial.ts';

const [wanted = ''] = process.argv.slice(2);
const note = (text: string): void => void process.stdout.write(`${text}\n`);
const folder = mkdtempSync(join(tmpdir(), 'switchboard-docs-'));
const clone = join(folder, 'switchboard');
const undone: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
const cleanUp = (undo: () => unknown): void => void undone.push(undo);
try {
  copyRepository(clone);
  if (wanted === '' || 'examples'.includes(wanted)) {
    note('The types of all examples');
    await typeCheckExamples(clone);
  }
  const model = await startModelServer('I am a model, and I answer.');
  cleanUp(model.stop);
  const walks = [tutorial, readme, botsPage, localPlatform].map((walk) => walk(clone, model, cleanUp));
  for (const walk of walks.filter(({ page }) => page.includes(wanted))) await follow(walk, note);
  note('Every page does what it says.');
} catch (error) {
  note(`The last lines of the platform:\n${lastOutput()}\n`);
  throw error;
} finally {
  for (const undo of undone.toReversed()) await undo();
}
