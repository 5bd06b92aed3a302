/** Runs Stryker in the package of the working directory, with the arguments that follow. npm fetches it the first time: 50 MB that nothing else needs. */
import { spawnSync } from 'node:child_process';

const stryker = '@stryker-mutator/core@10.0.0';

const args = ['--yes', `--package=${stryker}`, '--', 'stryker', 'run', ...process.argv.slice(2)];
const { status } = spawnSync('npx', args, { stdio: 'inherit' });
process.exitCode = status ?? 1;
