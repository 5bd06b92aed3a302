/** The packages that others can install, and how each is packed: `npm run pack:all`. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withPackedLinks } from './packed-links.ts';

export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Where the tarballs are written. */
export const packedFolder = join(root, 'dist/packages');

/** The folders in `packages`. */
export const published = ['data-core', 'protocol', 'chat-client'] as const;

/** Pages of the repository that a package's README links to: they are packed with it, under the same path. */
const pagesBeside: Partial<Record<(typeof published)[number], readonly string[]>> = {
  protocol: ['docs/protocol.md'],
};

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: unknown;
  readonly files: readonly string[];
  readonly [field: string]: unknown;
}

/** A tarball, and what it was made of. */
export interface Packed {
  readonly name: string;
  readonly tarball: string;
  /** The files in it, named from its root. */
  readonly files: readonly string[];
  readonly manifest: Manifest;
}

/** What of a manifest concerns those who install the package. */
const publicFields = [
  'name',
  'version',
  'description',
  'license',
  'type',
  'sideEffects',
  'exports',
  'dependencies',
  'peerDependencies',
  'peerDependenciesMeta',
  'files',
  'engines',
] as const;

/** The condition under which the repository reads its own sources. Nobody else has them. */
const sourceCondition = 'switchboard-source';

/**
 * Builds a package and packs it.
 *
 * @param repository the address of the repository, for example `git+https://example.com/switchboard.git`
 * @param destination the folder that the tarball is written to
 */
export function packPackage(
  folderName: (typeof published)[number],
  repository: string | undefined,
  destination = packedFolder,
): Packed {
  const folder = join(root, 'packages', folderName);
  run('npm', ['run', '--silent', 'build:package'], folder);
  const source = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  const pages = pagesBeside[folderName] ?? [];
  const manifest = publicManifest(
    { ...source, files: [...source.files, ...pages] },
    repository === undefined ? undefined : { url: repository, folderName },
  );
  const staged = join(destination, folderName);
  rmSync(staged, { recursive: true, force: true });
  mkdirSync(staged, { recursive: true });
  for (const path of source.files) cpSync(join(folder, path), join(staged, path), { recursive: true });
  for (const path of pages) cpSync(join(root, path), join(staged, path));
  packLinks(staged, (path) => (pages.includes(path) ? path : `packages/${folderName}/${path}`));
  writeFileSync(join(staged, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  const output = run(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', destination],
    staged,
  );
  rmSync(staged, { recursive: true });
  const [packed] = JSON.parse(output.slice(output.indexOf('['))) as readonly {
    readonly filename: string;
    readonly files: readonly { readonly path: string }[];
  }[];
  const { filename = '', files = [] } = packed ?? {};
  return {
    name: manifest.name,
    tarball: join(destination, filename),
    files: files.map(({ path }) => path),
    manifest,
  };
}

/** @param sourceOf where a file of the tarball is in the repository */
function packLinks(staged: string, sourceOf: (path: string) => string): void {
  const paths = readdirSync(staged, { recursive: true, encoding: 'utf8' });
  const files = new Map(paths.map((path) => [sourceOf(path), path]));
  for (const packed of paths.filter((path) => path.endsWith('.md'))) {
    const file = join(staged, packed);
    const page = { source: sourceOf(packed), packed, files };
    writeFileSync(file, withPackedLinks(readFileSync(file, 'utf8'), page));
  }
}

function publicManifest(
  source: Manifest,
  repository: { readonly url: string; readonly folderName: string } | undefined,
): Manifest {
  const entries = publicFields.flatMap((field) => (field in source ? [[field, source[field]]] : []));
  const { url, folderName } = repository ?? {};
  return {
    ...(Object.fromEntries(entries) as Manifest),
    exports: withoutSources(source.exports),
    ...(url !== undefined && { repository: { type: 'git', url, directory: `packages/${folderName}` } }),
  };
}

function withoutSources(part: unknown): unknown {
  if (typeof part !== 'object' || part === null) return part;
  const kept = Object.entries(part).filter(([condition]) => condition !== sourceCondition);
  return Object.fromEntries(kept.map(([condition, target]) => [condition, withoutSources(target)]));
}

/** What a tarball lacks, or should not hold, as sentences. */
export function faultsOf({ name, files, manifest }: Packed): readonly string[] {
  const wanted = [...new Set([...targetsOf(manifest.exports), 'LICENSE', 'README.md'])];
  return [
    ...wanted.filter((path) => !files.includes(path)).map((path) => `${name} lacks ${path}.`),
    ...files.filter((path) => /\.test\./.test(path)).map((path) => `${name} holds ${path}, which is a test.`),
    ...(manifest.repository === undefined ? [`${name} does not say where its repository is.`] : []),
  ];
}

/** The files that a part of `exports` names. */
function targetsOf(part: unknown): string[] {
  if (typeof part === 'string') return [part.replace('./', '')];
  return Object.values(Object(part)).flatMap(targetsOf);
}

/** @returns what the command printed */
export const run = (command: string, args: readonly string[], cwd: string): string =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
