/** Packs the package as it would be published, and fails unless everything that its `exports` name is in it, with its licence and README. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

interface Packed {
  readonly files: readonly { readonly path: string }[];
}

const output = execFileSync('npm', ['pack', '--dry-run', '--json'], {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'inherit'],
});
const [packed]: Packed[] = JSON.parse(output.slice(output.indexOf('[')));
const files = new Set(packed?.files.map(({ path }) => path));
const { exports } = JSON.parse(readFileSync('package.json', 'utf8'));

const missing = [...new Set([...targetsOf(exports), 'LICENSE', 'README.md'])].filter(
  (path) => !files.has(path),
);
const tests = [...files].filter((path) => path.endsWith('.test.ts'));

/** The files that a part of `exports` names. */
function targetsOf(part: unknown): string[] {
  if (typeof part === 'string') return [part.replace('./', '')];
  return Object.values(Object(part)).flatMap(targetsOf);
}

for (const path of missing) process.stderr.write(`The package lacks ${path}.\n`);
for (const path of tests) process.stderr.write(`The package holds ${path}, which is a test.\n`);
process.stdout.write(`${files.size} files\n`);
process.exitCode = missing.length + tests.length > 0 ? 1 : 0;
