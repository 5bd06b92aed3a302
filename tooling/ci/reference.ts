/**
 * Writes docs/reference/data-core and docs/reference/errors.md from docstrings: `npm run reference`. With `--check` it writes nothing, and fails where the
 * pages in the repository are not those that it would write.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { errorsPage } from './errors-page.ts';

/** The page of errors, which needs none of the tools. */
const errorsFile = 'errors.md';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = join(root, 'docs/reference');

/** They need TypeScript's compiler API, which the TypeScript of the repository has not. */
const tools = ['typedoc@0.28.20', 'typedoc-plugin-markdown@4.14.1', 'typescript@5.9.3'];

const entries = [
  'src/index.ts',
  'src/tables.ts',
  'src/adapters/grammy.ts',
  'src/adapters/powertools-idempotency.ts',
  'src/adapters/chat-state/chat-state.ts',
];

const options = [
  '--name data-core --readme none --plugin typedoc-plugin-markdown --outputFileStrategy modules',
  '--hidePageHeader --hideBreadcrumbs --disableSources --excludeExternals --excludePrivate --excludeInternal',
  '--parametersFormat table --interfacePropertiesFormat table --expandObjects false',
  '--treatWarningsAsErrors --logLevel Warn --tsconfig tsconfig.json',
].flatMap((line) => line.split(' '));

function writeTo(out: string): void {
  const packages = tools.flatMap((tool) => ['--package', tool]);
  const named = entries.flatMap((entry) => ['--entryPoints', entry]);
  execFileSync('npx', ['--yes', ...packages, '--', 'typedoc', ...options, ...named, '--out', out], {
    cwd: join(root, 'packages/data-core'),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  for (const file of globSync('**/*.md', { cwd: out })) {
    const path = join(out, file);
    writeFileSync(path, `${readFileSync(path, 'utf8').trimEnd()}\n`);
  }
}

const pagesIn = (from: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    globSync([errorsFile, 'data-core/**/*.md'], { cwd: from })
      .sort()
      .map((file) => [file, readFileSync(join(from, file), 'utf8')]),
  );

const fresh = mkdtempSync(join(tmpdir(), 'switchboard-reference-'));
try {
  writeTo(join(fresh, 'data-core'));
  writeFileSync(join(fresh, errorsFile), errorsPage(root));
  if (process.argv.includes('--check')) {
    const [committed, current] = [pagesIn(folder), pagesIn(fresh)];
    const stale = [...new Set([...Object.keys(committed), ...Object.keys(current)])].filter(
      (page) => committed[page] !== current[page],
    );
    for (const page of stale) {
      process.stderr.write(`docs/reference/${page} is not what the docstrings say.\n`);
    }
    if (stale.length > 0) process.stderr.write('Rewrite the pages: npm run reference\n');
    process.exitCode = stale.length > 0 ? 1 : 0;
  } else {
    rmSync(join(folder, 'data-core'), { recursive: true, force: true });
    cpSync(fresh, folder, { recursive: true });
  }
} finally {
  rmSync(fresh, { recursive: true });
}
