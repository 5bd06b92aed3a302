/**
 * Runs the bundles of all functions and the quick suites on the Node that runs this script: `npm run test:node24` runs it on Node 24, which
 * functions have on Lambda. The whole suite runs on the Node that is pinned for development.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const jest = createRequire(import.meta.url).resolve('jest/bin/jest');

/** Workspaces, and what of their tests is run. */
const suites: readonly (readonly [workspace: string, ...tests: readonly string[]])[] = [
  ['packages/declarations'],
  ['packages/protocol'],
  // Every bundle is started as Lambda starts it.
  ['infra', 'test/bundles'],
  // The bundles answer a conversation, in processes of this Node.
  ['apps/local', 'test/conversation'],
];

process.stdout.write(`Node ${process.version}\n`);
for (const [workspace, ...tests] of suites) {
  const cwd = fileURLToPath(new URL(`../../${workspace}`, import.meta.url));
  const { status } = spawnSync(process.execPath, [jest, '--silent', ...tests], { cwd, stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
