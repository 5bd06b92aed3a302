import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FunctionDefinition, SettingName } from '@switchboard/declarations';

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

/** The folder and zip of a function's bundle: a function with variants has one for each value of its setting. */
export const bundleName = (
  { name, variants }: Pick<FunctionDefinition, 'name' | 'variants'>,
  settings: Readonly<Partial<Record<SettingName, string>>>,
): string => (variants === undefined ? name : `${name}.${settings[variants.setting]}`);

/**
 * Finds what the bundler made of a function.
 *
 * @throws {BundleMissingError} naming the file and the command that makes it
 */
export function findBundle(packageRoot: URL, bundle: string): FunctionBundle {
  const zipFile = fileURLToPath(new URL(`dist/${bundle}.zip`, packageRoot));
  if (!existsSync(zipFile)) {
    throw new BundleMissingError(`${zipFile} is not there. Run \`npm run build\` first.`);
  }
  return { zipFile, sha256: createHash('sha256').update(readFileSync(zipFile)).digest('base64') };
}
