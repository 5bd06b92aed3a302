import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build, type Metafile } from 'esbuild';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const dist = at('dist');

/** Pages for this machine alone: the local platform serves them, and they are never deployed. */
const localDist = at('dist-local');

interface PageDefinition {
  /** The folder within `dist` that it is served from. */
  readonly folder: string;
  /** What the tab says before the page says something else. */
  readonly title: string;
  /** For search engines. @default they leave it out */
  readonly description?: string;
  /** Who needs JavaScript, for those without it. @default 'This chat' */
  readonly subject?: string;
  readonly script: string;
  readonly style: string;
  /** What a phone on a slow network has to wait for: script and style, compressed, in bytes. */
  readonly budgetBytes: number;
}

/** The frame of every page. */
const template = 'src/page.html';

/** Where a page gets pictures and answers from: a deployed one from its environment, and a page for this machine from it alone. */
const sources = {
  deployed:
    "img-src 'self' https: data: blob: http://127.0.0.1:* http://localhost:*; connect-src 'self' https: wss: http://127.0.0.1:* ws://127.0.0.1:* http://localhost:* ws://localhost:*;",
  local: "img-src 'self' data:; connect-src 'self' http://127.0.0.1:* http://localhost:*;",
};

const pages: readonly PageDefinition[] = [
  {
    folder: '.',
    title: 'Switchboard',
    description: 'Chat with us',
    script: 'src/chat/main.tsx',
    style: 'src/styles/chat.css',
    budgetBytes: 56_000,
  },
  {
    folder: 'console',
    title: 'Console',
    subject: 'The console',
    script: 'src/console/main.tsx',
    style: 'src/styles/console.css',
    budgetBytes: 80_000,
  },
  {
    folder: 'widget',
    title: 'Chat',
    script: 'src/embed/main.tsx',
    style: 'src/styles/embed.css',
    budgetBytes: 58_000,
  },
];

const localPages: readonly PageDefinition[] = [
  {
    folder: 'telegram',
    title: 'Telegram',
    subject: 'The player',
    script: 'src/telegram/main.tsx',
    style: 'src/styles/telegram.css',
    budgetBytes: 24_000,
  },
  {
    folder: 'mailbox',
    title: 'Mailbox',
    subject: 'The mailbox',
    script: 'src/mailbox/main.tsx',
    style: 'src/styles/mailbox.css',
    budgetBytes: 16_000,
  },
  {
    folder: 'studio',
    title: 'Studio',
    subject: 'The studio',
    script: 'src/studio/main.tsx',
    style: 'src/styles/studio.css',
    budgetBytes: 28_000,
  },
];

/** What a page that embeds the chat has to load, compressed, in bytes. Its name stays the same over versions. */
const widget = { script: 'src/widget/main.ts', file: 'widget.js', budgetBytes: 8_192 };

/** Shows what is pushed while no page is open. Its address stays the same, and is that of all pages. */
const serviceWorker = { script: 'src/push/service-worker.ts', name: 'sw' };

/** Runs before anything is painted, so it cannot be a module. */
const themeScript = 'src/theme/boot.ts';

/** The file that an entry point became, with the hash in its name. */
function outputOf({ outputs }: Metafile, entryPoint: string): string {
  const output = Object.entries(outputs).find(([, { entryPoint: entry }]) => entry === entryPoint);
  if (!output) throw new Error(`esbuild wrote no output for ${entryPoint}.`);
  return output[0];
}

/** A script and everything that it imports before it runs. */
function withImports(metafile: Metafile, path: string, found = new Set<string>()): Set<string> {
  if (found.has(path)) return found;
  found.add(path);
  for (const { path: imported, kind } of metafile.outputs[path]?.imports ?? []) {
    if (kind === 'import-statement') withImports(metafile, imported, found);
  }
  return found;
}

async function compressedBytes(paths: Iterable<string>): Promise<number> {
  let bytes = 0;
  for (const path of paths) bytes += gzipSync(await readFile(at(path)), { level: 9 }).length;
  return bytes;
}

interface Target {
  /** The folder that pages are written to. */
  readonly outdir: string;
  /** The folder of their scripts and styles within it. */
  readonly assets: string;
  /** Directives of the content security policy. */
  readonly sources: string;
  readonly metafile: Metafile;
  /** The script that runs before anything is painted. */
  readonly theme: string;
}

async function writePage(
  { outdir, assets, sources: allowed, metafile, theme }: Target,
  page: PageDefinition,
): Promise<void> {
  const [script, style] = [outputOf(metafile, page.script), outputOf(metafile, page.style)];
  const bytes = await compressedBytes([...withImports(metafile, script), style]);
  if (bytes > page.budgetBytes) {
    throw new Error(`${page.script} has ${bytes} bytes compressed; its budget is ${page.budgetBytes}.`);
  }
  const { title, description, subject = 'This chat' } = page;
  const about =
    description === undefined
      ? '<meta name="robots" content="noindex">'
      : `<meta name="description" content="${description}">`;
  const html = (await readFile(at(template), 'utf8'))
    .replace('%ABOUT%', about)
    .replace('%SOURCES%', allowed)
    .replace('%TITLE%', title)
    .replace('%WITHOUT_SCRIPT%', `${subject} needs JavaScript.`)
    .replace('%THEME%', `/assets/${basename(theme)}`)
    .replace('%STYLE%', `/${assets}/${basename(style)}`)
    .replace('%MAIN%', `/${assets}/${basename(script)}`);
  const file = `${outdir}/${page.folder}/index.html`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, html);
}

const common: BuildOptions & { readonly metafile: true } = {
  absWorkingDir: at('.'),
  outdir: dist,
  bundle: true,
  minify: true,
  metafile: true,
  platform: 'browser',
  conditions: ['switchboard-source'],
  target: ['es2022'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  sourcemap: 'linked',
  legalComments: 'none',
  charset: 'utf8',
  entryNames: 'assets/[name]-[hash]',
};

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
const { metafile } = await build({
  ...common,
  entryPoints: pages.flatMap(({ script, style }) => [script, style]),
  chunkNames: 'assets/[name]-[hash]',
  format: 'esm',
  splitting: true,
});
const boot = await build({ ...common, entryPoints: [themeScript], format: 'iife' });
const theme = outputOf(boot.metafile, themeScript);
for (const page of pages)
  await writePage({ outdir: dist, assets: 'assets', sources: sources.deployed, metafile, theme }, page);

await rm(localDist, { recursive: true, force: true });
const local = await build({
  ...common,
  outdir: localDist,
  entryPoints: localPages.flatMap(({ script, style }) => [script, style]),
  entryNames: 'local-assets/[name]-[hash]',
  chunkNames: 'local-assets/[name]-[hash]',
  format: 'esm',
  splitting: true,
});
const localTarget = {
  outdir: localDist,
  assets: 'local-assets',
  sources: sources.local,
  metafile: local.metafile,
  theme,
};
for (const page of localPages) await writePage(localTarget, page);
await build({ ...common, entryPoints: { widget: widget.script }, entryNames: '[name]', format: 'iife' });
await build({
  ...common,
  entryPoints: { [serviceWorker.name]: serviceWorker.script },
  entryNames: '[name]',
  format: 'iife',
});
const widgetBytes = await compressedBytes([`dist/${widget.file}`]);
if (widgetBytes > widget.budgetBytes) {
  throw new Error(`${widget.file} has ${widgetBytes} bytes compressed; its budget is ${widget.budgetBytes}.`);
}
await cp(at('src/icon.svg'), `${dist}/icon.svg`);
