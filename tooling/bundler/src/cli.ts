/** Run in the folder of a package that declares functions: bundles each of them. */
import { pathToFileURL } from 'node:url';
import { bundlePackage } from './bundle-package.ts';
import type { BundledPackage } from './function-bundle.ts';

const kibibytes = (bytes: number): string => `${(bytes / 1024).toFixed(1).padStart(6)} KiB`;

const { functionPackage }: { functionPackage: BundledPackage } = await import(
  pathToFileURL('src/functions.ts').href
);
const sizes = await bundlePackage(functionPackage);
for (const [name, { minifiedBytes, gzipBytes }] of Object.entries(sizes)) {
  process.stdout.write(`${name.padEnd(20)}${kibibytes(minifiedBytes)}, ${kibibytes(gzipBytes)} gzipped\n`);
}
