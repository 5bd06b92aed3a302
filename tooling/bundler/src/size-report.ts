import type { BundleSize } from './function-bundle.ts';

/** The sizes of one package's functions, as `dist/sizes.json` holds them. */
export type Sizes = Readonly<Record<string, BundleSize>>;

const kibibytes = (bytes: number): string => (bytes / 1024).toFixed(1);

/** One line for each function: its size, packed size, and what weighs most in it. */
export function sizeReport(sizes: Sizes, heaviest = 0): string[] {
  return Object.entries(sizes).map(([name, { minifiedBytes, gzipBytes, bytesByPackage }]) => {
    const size = `${name.padEnd(20)}${kibibytes(minifiedBytes).padStart(6)} KiB, ${kibibytes(gzipBytes)} KiB gzipped`;
    const parts = Object.entries(bytesByPackage).slice(0, heaviest);
    return [size, ...parts.map(([part, bytes]) => `  ${kibibytes(bytes).padStart(6)} ${part}`)].join('\n');
  });
}
