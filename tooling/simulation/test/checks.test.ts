import { randomUUID } from 'node:crypto';
import { usualFaults } from '../src/faults.ts';
import { runSeed } from '../src/run-seed.ts';
import * as sabotages from '../src/sabotage.ts';
import { createPlainClient } from '../src/tables.ts';

// biome-ignore lint/style/noProcessEnv: where jest's set-up puts the engine's address
const { DYNAMODB_ENDPOINT: endpoint = '' } = process.env;
const plainClient = createPlainClient(endpoint);

for (const [name, sabotage] of Object.entries(sabotages).filter(([n]) => (process.env.ONLY ?? n) === n)) {
it(name, async () => {
  const all: string[] = []; let first = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const r = await runSeed({ seed, endpoint, plainClient, prefix: randomUUID().slice(0, 13), sabotage, faults: { ...usualFaults, stalled: 0.08 } });
    if (r.violations.length && !first) { first = seed; process.stdout.write(r.violations.join('\n') + '\n'); }
    all.push(...r.violations.map((v) => v.slice(0, 2)));
  }
  const counts: Record<string, number> = {};
  for (const v of all) counts[v] = (counts[v] ?? 0) + 1;
  process.stdout.write(`${name} first ${first} ${JSON.stringify(counts)}\n`);
}, 600000);
}
