import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sabotages } from '../src/sabotage/sabotages.ts';

const seedsAtMost = 300;
const search = fileURLToPath(new URL('../src/sabotage/search.ts', import.meta.url));
const run = promisify(execFile);

describe('the search for a broken invariant finds it', () => {
  it.concurrent.each(sabotages)(
    '$invariant where $name',
    async ({ name, invariant }) => {
      const args = ['-C', 'switchboard-source', search, name, '1', String(seedsAtMost)];
      const { stdout } = await run(process.execPath, args);
      expect(stdout).toContain(`: ${invariant}`);
    },
    300_000,
  );
});
