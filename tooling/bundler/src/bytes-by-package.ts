import type { Metafile } from 'esbuild';

type Inputs = Metafile['outputs'][string]['inputs'];

/** Sums what each npm package or folder of ours put into a bundle, the heaviest first. */
export function bytesByPackage(inputs: Inputs): Record<string, number> {
  const sums = new Map<string, number>();
  for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
    const owner = ownerOf(path);
    sums.set(owner, (sums.get(owner) ?? 0) + bytesInOutput);
  }
  return Object.fromEntries([...sums].filter(([, bytes]) => bytes > 0).sort(([, a], [, b]) => b - a));
}

function ownerOf(path: string): string {
  const inNodeModules = path.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)/);
  if (inNodeModules?.[1]) return inNodeModules[1];
  const inWorkspace = path.match(/^(?:\.\.\/)+(.+?)\/src\//);
  return inWorkspace?.[1] ?? 'this package';
}
