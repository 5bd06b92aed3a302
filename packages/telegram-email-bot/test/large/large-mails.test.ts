import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { functionPackage } from '../../src/functions.ts';
import { largeMail, largeMailKinds } from './large-mail.ts';

const script = `${__dirname}/read-large-mail.ts`;
const memoryMb = functionPackage.functions.find(({ name }) => name === 'mail')?.memoryMb ?? 0;

/** All of them in the long runs. */
// biome-ignore lint/style/noProcessEnv: a test's own setting
const kinds = process.env.SEEDS === undefined ? (['attachment'] as const) : largeMailKinds;

describe('a mail of 40 MB', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'large-mails-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each(kinds)(
    'that is large by its %s is read within the memory of the function, and within a quarter of its time',
    async (kind) => {
      const path = join(folder, kind);
      await writeFile(path, largeMail(kind));
      const { stdout } = await promisify(execFile)(process.execPath, [
        // As Lambda runs a function of 1024 MB: what lies in buffers is outside of the heap.
        `--max-old-space-size=${Math.floor(memoryMb * 0.6)}`,
        ...['-C', 'switchboard-source', '--no-warnings', script, path],
      ]);
      const read = JSON.parse(stdout);
      process.stdout.write(`40 MB of ${kind}: ${stdout}\n`);
      expect(read.rawBytes).toBeGreaterThan(39 * 1024 * 1024);
      expect(read.parts).toBeGreaterThan(0);
      expect(read.peakMegabytes).toBeLessThan(memoryMb * 0.8);
      expect(read.cpuMilliseconds).toBeLessThan(15_000);
    },
  );
});
