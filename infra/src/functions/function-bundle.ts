import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What of a function is deployed. */
export interface FunctionBundle {
  /** The path of the zip that the bundler made. */
  readonly zipFile: string;
  /** The zip's SHA-256 in Base64, as Lambda and Terraform compare it. */
  readonly sha256: string;
}

/** A function has not been built: nothing was synthesised. */
export class BundleMissingError extends Error {
  override readonly name = 'BundleMissingError';
  readonly code = 'infra.bundleMissing';
}

/**
 * Finds what the bundler made of a function.
 *
 * @throws {BundleMissingError} naming the file and the command that makes it
 */
export function findBundle(packageRoot: URL, functionName: string): FunctionBundle {
  const zipFile = fileURLToPath(new URL(`dist/${functionName}.zip`, packageRoot));
  if (!existsSync(zipFile)) {
    throw new BundleMissingError(`${zipFile} is not there. Run \`npm run build\` first.`);
  }
  return { zipFile, sha256: createHash('sha256').update(readFileSync(zipFile)).digest('base64') };
}
