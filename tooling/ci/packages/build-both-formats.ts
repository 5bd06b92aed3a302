/** Builds the package of the working directory for publication: ES modules and CommonJS, file by file, each with its types. */
import { execFileSync } from 'node:child_process';
import { cpSync, globSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

rmSync('dist', { recursive: true, force: true });
execFileSync('tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' });

await build({
  entryPoints: globSync('dist/esm/**/*.js'),
  outbase: 'dist/esm',
  outdir: 'dist/cjs',
  format: 'cjs',
  platform: 'node',
  target: 'node20',
});
// The same declarations mean CommonJS here, because the nearest package.json says so.
cpSync('dist/esm', 'dist/cjs', {
  recursive: true,
  filter: (source) => !source.endsWith('.js'),
});
writeFileSync('dist/cjs/package.json', '{ "type": "commonjs", "sideEffects": false }\n');
