import { readFile } from 'node:fs/promises';
import { PlatformError } from '../platform-error.ts';
import type { TerraformDocument } from './resolve.ts';

/**
 * Reads a synthesised stack.
 *
 * @throws {PlatformError} `terraform.missing` or `terraform.invalid`
 */
export async function loadTerraform(file: string): Promise<TerraformDocument> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new PlatformError(
      'terraform.missing',
      `There is no synthesised Terraform at ${file}. Run \`npx turbo run build synth\`, or \`npm start\`, which does.`,
      { cause },
    );
  });
  try {
    return JSON.parse(text) as TerraformDocument;
  } catch (cause) {
    throw new PlatformError(
      'terraform.invalid',
      `${file} is not JSON. Synthesise it again: \`npx turbo run synth --force\`.`,
      {
        cause,
      },
    );
  }
}
