import { randomUUID } from 'node:crypto';
import { patchSources } from './patch-sources.ts';
import { sabotages } from './sabotages.ts';

/**
 * Runs seeds on broken sources until one shows it. Arguments: the sabotage's name, the first seed, the last one. Prints the
 * seed and what it says, or nothing where no seed noticed.
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

for (let seed = Number(first); seed <= Number(last); seed += 1) {
  const prefix = randomUUID().slice(0, 13);
  const { setting = {} } = sabotage;
  const { violations } = await runSeed({ seed, endpoint, plainClient, prefix, setting });
  const noticed = violations.find((sentence) => sentence.includes(sabotage.says));
  if (noticed === undefined) continue;
  process.stdout.write(`seed ${seed}: ${noticed}\n`);
  break;
}
plainClient.destroy();
