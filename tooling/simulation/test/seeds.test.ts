import { randomUUID } from 'node:crypto';
import { runSeed } from '../src/run-seed.ts';
import { createPlainClient } from '../src/tables.ts';

// biome-ignore lint/style/noProcessEnv: jest's set-up puts the engine's address there, and a developer the seeds to run
const { DYNAMODB_ENDPOINT: endpoint = '', SEEDS = '200', SEED } = process.env;
const plainClient = createPlainClient(endpoint);

it('x', async () => {
  const started = performance.now();
  let bad = 0; let steps = 0; let msgs = 0;
  const n = Number(SEEDS);
  for (let seed = SEED ? Number(SEED) : 1; seed <= (SEED ? Number(SEED) : n); seed++) {
    const r = await runSeed({ seed, endpoint, plainClient, prefix: randomUUID().slice(0, 13) });
    steps += r.trace.length; msgs += r.messages;
    if (r.violations.length) { bad++; console.log(seed, r.violations, r.deadLetters); }
    process.stdout.write(`${seed}: ${r.trace.length} ${r.messages} ${r.deadLetters} ${Math.round(performance.now()-started)}\n`); if (SEED || process.env.DUMP === String(seed)) process.stdout.write(r.trace.join("\n"));
  }
  console.log({ bad, steps, msgs, ms: performance.now() - started });
}, 600000);
