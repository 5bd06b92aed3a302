/** Runs the test of a bot: `npm run bot:test mine`, or those of all bots without a name. */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const bots = fileURLToPath(new URL('../bots/', import.meta.url));
const [name, ...options] = process.argv.slice(2);

/** `tea` of `tea.test.ts`, and of a test in the folder `tea`. */
const nameOf = (file: string): string => file.replace(/(\.test\.ts|\/.*)$/, '');

const files = globSync('{*,*/*}.test.ts', { cwd: bots });
const wanted = files.filter((file) => name === undefined || nameOf(file) === name);
if (wanted.length === 0) {
  const tested = [...new Set(files.map(nameOf))].sort().join(', ');
  process.stderr.write(
    `There is no test of a bot ${name}: neither ${name}.test.ts nor one in the folder ${name}. There are tests of ${tested}.\n`,
  );
  process.exitCode = 1;
} else {
  const args = ['--runTestsByPath', ...wanted.map((file) => `${bots}${file}`), ...options];
  const { status } = spawnSync('jest', args, { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
