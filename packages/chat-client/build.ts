/**
 * Builds what is published: ES modules, one for customers and one for operators, and the types of this package and of the protocol, which is part of it because it
 * is not published itself.
 */
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { build } from 'esbuild';

rmSync('dist', { recursive: true, force: true });
execFileSync('tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' });

const protocolTypes = 'dist/types/protocol/src/index.js';

/** Declarations name sources, and the protocol by its package's name: neither can be found where this is installed. */
for (const file of globSync('dist/types/**/*.d.ts')) {
  const protocol = relative(dirname(file), protocolTypes);
  const text = readFileSync(file, 'utf8')
    .replaceAll("'@switchboard/protocol'", `'${protocol}'`)
    .replaceAll(/'(\.{1,2}\/[^']+)\.ts'/g, "'$1.js'");
  writeFileSync(file, text);
}

await build({
  entryPoints: { index: 'src/index.ts', operator: 'src/operator/index.ts' },
  outdir: 'dist',
  splitting: true,
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  external: ['valibot'],
  conditions: ['switchboard-source'],
  sourcemap: 'linked',
  sourcesContent: true,
});
