import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { build, type Metafile } from 'esbuild';
import { bytesByPackage } from './bytes-by-package.ts';
import { esbuildOptions } from './esbuild-options.ts';
import { type Bundle, type BundledPackage, type BundleSize, bundlesOf } from './function-bundle.ts';
import { zipBundle } from './zip-bundle.ts';

/** A declared function has no file at its `entry`: nothing was built. */
export class EntryMissingError extends Error {
  override readonly name = 'EntryMissingError';
  readonly code = 'bundler.entryMissing';
}

/**
 * Bundles every function of a package to `dist/<name>/index.js`, whose `handler` Lambda calls as `index.handler`, packs it
 * as `dist/<name>.zip`, and writes all sizes to `dist/sizes.json`. What was in `dist` is removed.
 *
 * @returns the sizes by function name
 * @throws {EntryMissingError} naming every function whose entry is not there
 */
export async function bundlePackage(functionPackage: BundledPackage): Promise<Record<string, BundleSize>> {
  const { root } = functionPackage;
  const bundles = bundlesOf(functionPackage);
  requireEntries(root, bundles);
  await rm(new URL('dist', root), { recursive: true, force: true });
  const plain = bundles.filter(({ alias }) => Object.keys(alias).length === 0);
  const variants = bundles.filter((bundle) => !plain.includes(bundle));
  const groups = [...(plain.length > 0 ? [plain] : []), ...variants.map((bundle) => [bundle])];
  const built = await Promise.all(groups.map((group) => build(esbuildOptions(root, group))));
  const outputs = Object.assign({}, ...built.map(({ metafile }) => metafile.outputs)) as Metafile['outputs'];
  // Lambda finds no manifest beside a bundle and so takes it for CommonJS; the package's own says `module`.
  await writeFile(new URL('dist/package.json', root), '{"type":"commonjs"}\n');
  const sizes = await Promise.all(
    bundles.map(async ({ name }) => [name, await pack(root, name, outputs)] as const),
  );
  const sizesByName = Object.fromEntries(sizes);
  await writeFile(new URL('dist/sizes.json', root), `${JSON.stringify(sizesByName, undefined, 2)}\n`);
  return sizesByName;
}

function requireEntries(root: URL, bundles: readonly Bundle[]): void {
  const files = bundles.flatMap(({ name, entry, alias }) =>
    [entry, ...Object.values(alias)].map((file) => ({ name, file })),
  );
  const missing = files.filter(({ file }) => !existsSync(new URL(file, root)));
  if (missing.length === 0) return;
  const list = missing.map(({ name, file }) => `${name} (${file})`).join(', ');
  throw new EntryMissingError(`There is no file at the entry of ${list}.`);
}

async function pack(root: URL, name: string, outputs: Metafile['outputs']): Promise<BundleSize> {
  const file = `dist/${name}/index.js`;
  const code = await readFile(new URL(file, root));
  await writeFile(new URL(`dist/${name}.zip`, root), zipBundle(code));
  const compressed = await promisify(gzip)(code, { level: 9 });
  return {
    minifiedBytes: code.length,
    gzipBytes: compressed.length,
    bytesByPackage: bytesByPackage(outputs[file]?.inputs ?? {}),
  };
}
