import { randomUUID } from 'node:crypto';
import { noticedBy } from './noticed-by.ts';
import { patchSources } from './patch-sources.ts';
import { sabotages } from './sabotages.ts';

/**
 * Runs seeds on broken sources until one shows it, beginning with the one that did so before. Arguments: the sabotage's name, the first seed,
 * the last one. Prints the seed and what it says, or nothing where no seed noticed.
 */
const [name, first, last] = process.argv.slice(2);
// biome-ignore lint/style/noProcessEnv: where the tests' set-up puts the engine's address
const endpoint = process.env.DYNAMODB_ENDPOINT ?? '';
const sabotage = sabotages.find((candidate) => candidate.name === name);
if (sabotage === undefined) throw new Error(`There is no sabotage named "${name}".`);

patchSources(sabotage.edits);
const { runSeed } = await import('../run-seed.ts');
const { createPlainClient } = await import('../services/tables.ts');
const plainClient = createPlainClient(endpoint);

const all = Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => Number(first) + index);
const known = noticedBy[sabotage.name];
const seeds = known === undefined ? all : [known, ...all.filter((seed) => seed !== known)];
for (const seed of seeds) {
  const prefix = randomUUID().slice(0, 13);
  const { setting = {} } = sabotage;
  const { violations } = await runSeed({ seed, endpoint, plainClient, prefix, setting });
  const noticed = violations.find((sentence) => sentence.includes(sabotage.says));
  if (noticed === undefined) continue;
  process.stdout.write(`seed ${seed}: ${noticed}\n`);
  break;
}
plainClient.destroy();
