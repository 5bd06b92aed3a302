/**
 * Runs one load run, or all of them, against the built local platform.
 *
 *     npm run load -- <name> [--small]
 *     npm run load -- all --small
 */
import { parseArgs } from 'node:util';
import { BrokenPromiseError } from './expect.ts';
import type { LoadRun, Size } from './load-run.ts';
import { loadRuns } from './load-runs.ts';
import { seconds } from './timing.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { small: { type: 'boolean', default: false } },
});
const [wanted = ''] = positionals;
const chosen = Object.entries(loadRuns).filter(([name]) => wanted === 'all' || wanted === name);

if (chosen.length === 0) {
  const lines = Object.entries(loadRuns).map(([name, { about }]) => `  ${name.padEnd(10)} ${about}`);
  process.stderr.write(
    `npm run load -- <name> [--small], where <name> is "all" or one of\n\n${lines.join('\n')}\n`,
  );
  process.exitCode = 1;
}
for (const [name, run] of chosen) await runOne(name, run, values.small ? 'small' : 'full');
// What a run that failed has left open must not keep this process alive.
process.exit();

async function runOne(name: string, run: LoadRun, size: Size): Promise<void> {
  const started = performance.now();
  const after = (): string => seconds(performance.now() - started);
  try {
    const figures = Object.entries(await run.run(size)).map(([what, value]) => `${what} ${value}`);
    process.stdout.write(`${name} (${size}): ok after ${after()}; ${figures.join(', ')}\n`);
  } catch (error) {
    const reason = error instanceof BrokenPromiseError ? error.message : (error as Error).stack;
    process.stdout.write(`${name} (${size}): FAILED after ${after()}: ${reason}\n`);
    process.exitCode = 1;
  }
}
