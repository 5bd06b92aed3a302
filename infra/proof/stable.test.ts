import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { cloneTo } from './clone.ts';

const patienceMs = 120_000;
const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stable-'));
  folders.push(folder);
  return folder;
}

/** Bundles and synthesises a clone. @returns the hash of every file of the stacks */
function synthesise(
  clone: string,
  env: Readonly<Record<string, string>> = {},
  umask = '022',
): Record<string, string> {
  const output = newFolder();
  const node = `${process.execPath} -C switchboard-source`;
  const script = [
    `umask ${umask}`,
    `for package in packages/*/; do [ -f $package/src/functions.ts ] && (cd $package && ${node} ../../tooling/bundler/src/cli.ts >/dev/null); done`,
    `CDKTF_OUTDIR=${output} ${node} infra/src/main.ts dev >/dev/null`,
  ].join('\n');
  // biome-ignore lint/style/noProcessEnv: the clone is built in the environment of the test, and what it changes
  execFileSync('bash', ['-euc', script], { cwd: clone, env: { ...process.env, ...env } });
  const files = readdirSync(join(output, 'stacks'), { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile(),
  );
  return Object.fromEntries(
    files
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file): [string, string] => [
        relative(output, file),
        createHash('sha256').update(readFileSync(file)).digest('hex'),
      ])
      .sort(),
  );
}

describe('a stack', () => {
  it(
    'is the same to the byte in another folder, touched, under another umask and in another time zone; a changed line changes one function',
    () => {
      const first = cloneTo(newFolder());
      const before = synthesise(first, { TZ: 'UTC' });
      expect(Object.keys(before).filter((file) => file.endsWith('.zip')).length).toBeGreaterThan(5);

      const second = cloneTo(newFolder());
      const handler = join(second, 'packages/chat-handlers/src/lambda/disconnect.ts');
      utimesSync(handler, new Date(0), new Date(0));
      expect(synthesise(second, { TZ: 'Pacific/Auckland', LANG: 'tr_TR.UTF-8' }, '077')).toEqual(before);

      writeFileSync(handler, `${readFileSync(handler, 'utf8')}\nglobalThis.name = 'changed';\n`);
      const after = synthesise(second);
      const changed = Object.entries(after)
        .filter(([file, hash]) => before[file] !== hash)
        .map(([file]) => file);
      expect(changed.filter((file) => file.endsWith('.zip'))).toEqual([
        expect.stringMatching(/bundle_disconnect\/.*disconnect\.zip$/),
      ]);
      expect(changed.filter((file) => !file.endsWith('.zip'))).toEqual(['stacks/dev/cdk.tf.json']);
    },
    patienceMs,
  );
});
