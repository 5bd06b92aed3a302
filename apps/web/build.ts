import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const dist = at('dist');

/** The file that an entry point became, with the hash in its name. */
function builtName({ outputs }: Metafile, entryPoint: string): string {
  const output = Object.entries(outputs).find(([, { entryPoint: entry }]) => entry === entryPoint);
  if (!output) throw new Error(`esbuild wrote no output for ${entryPoint}.`);
  return basename(output[0]);
}

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
const { metafile } = await build({
  absWorkingDir: at('.'),
  entryPoints: ['src/main.tsx', 'src/theme/boot.ts', 'src/styles/chat.css'],
  entryNames: 'assets/[name]-[hash]',
  outdir: dist,
  bundle: true,
  minify: true,
  metafile: true,
  format: 'iife',
  platform: 'browser',
  target: ['es2022'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  sourcemap: 'linked',
  legalComments: 'none',
});
const page = (await readFile(at('src/index.html'), 'utf8'))
  .replace('%THEME%', `/assets/${builtName(metafile, 'src/theme/boot.ts')}`)
  .replace('%STYLE%', `/assets/${builtName(metafile, 'src/styles/chat.css')}`)
  .replace('%MAIN%', `/assets/${builtName(metafile, 'src/main.tsx')}`);
await writeFile(`${dist}/index.html`, page);
await cp(at('src/icon.svg'), `${dist}/icon.svg`);
