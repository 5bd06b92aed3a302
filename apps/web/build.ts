import { cp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const dist = at('dist');

/** A phone on a slow network has to wait for it: 64 KB are about 23 KB compressed. */
const mainBudgetBytes = 76_000;

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
  conditions: ['switchboard-source'],
  target: ['es2022'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  sourcemap: 'linked',
  legalComments: 'none',
});
const mainName = builtName(metafile, 'src/main.tsx');
const mainBytes = (await stat(`${dist}/assets/${mainName}`)).size;
if (mainBytes > mainBudgetBytes) {
  throw new Error(`${mainName} has ${mainBytes} bytes; the page's budget is ${mainBudgetBytes}.`);
}

const page = (await readFile(at('src/index.html'), 'utf8'))
  .replace('%THEME%', `/assets/${builtName(metafile, 'src/theme/boot.ts')}`)
  .replace('%STYLE%', `/assets/${builtName(metafile, 'src/styles/chat.css')}`)
  .replace('%MAIN%', `/assets/${mainName}`);
await writeFile(`${dist}/index.html`, page);
await cp(at('src/icon.svg'), `${dist}/icon.svg`);
