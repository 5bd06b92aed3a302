/**
 * Measures a cold start of each function's bundle against that of an empty handler: process CPU and wall time of a
 * process that loads the bundle and makes the TLS context that its first call to AWS needs. The two alternate, and medians are compared, so that the
 * machine's other work falls on both. `RUNS` sets how often. @default 15
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { functionPackages } from '../src/functions/function-packages.ts';
import { variablesOf } from './lambda-process.ts';
import { removeStacks, synthesiseStack, wholeDev } from './stack.ts';

interface Cost {
  readonly cpuMs: number;
  readonly wallMs: number;
}

type Environment = Readonly<Record<string, string>>;

const script = `
  require(process.argv[1]);
  if (process.argv[2] === 'calls AWS') require('node:tls').createSecureContext();
  const { user, system } = process.cpuUsage();
  process.stdout.write(String((user + system) / 1000));`;

function start(bundle: string, does: 'nothing' | 'calls AWS', env: Environment): Cost {
  const begun = performance.now();
  const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', script, bundle, does], {
    encoding: 'utf8',
    env: { AWS_REGION: 'eu-central-1', ...env },
  });
  if (status !== 0) throw new Error(`${bundle} does not load: ${stderr}`);
  return { cpuMs: Number(stdout), wallMs: performance.now() - begun };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const medians = (costs: readonly Cost[]): Cost => ({
  cpuMs: median(costs.map(({ cpuMs }) => cpuMs)),
  wallMs: median(costs.map(({ wallMs }) => wallMs)),
});

// biome-ignore lint/style/noProcessEnv: the composition root
const runs = Number(process.env.RUNS ?? 15);
const stack = synthesiseStack(wholeDev);
const folder = mkdtempSync(join(tmpdir(), 'start-'));
const empty = join(folder, 'index.js');
writeFileSync(empty, 'exports.handler = async () => {};\n');

for (const { root, functions } of functionPackages) {
  for (const { name } of functions) {
    const bundle = fileURLToPath(new URL(`dist/${name}/index.js`, root));
    const variables = variablesOf(stack, name);
    const pairs = Array.from({ length: runs }, () => ({
      nothing: start(empty, 'nothing', {}),
      whole: start(bundle, 'calls AWS', variables),
    }));
    const base = medians(pairs.map(({ nothing }) => nothing));
    const whole = medians(pairs.map((pair) => pair.whole));
    const times = (part: keyof Cost) =>
      `${whole[part].toFixed(0)} ms (${(whole[part] / base[part]).toFixed(2)}x)`;
    process.stdout.write(`${name.padEnd(20)} CPU ${times('cpuMs')}, wall ${times('wallMs')}\n`);
  }
}
rmSync(folder, { recursive: true });
removeStacks();
