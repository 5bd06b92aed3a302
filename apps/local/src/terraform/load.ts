import { readFile } from 'node:fs/promises';
import { PlatformError } from '../platform-error.ts';
import type { TerraformDocument } from './resolve.ts';

/**
 * Reads a synthesised stack.
 *
 * @throws {PlatformError} `terraform.missing` or `terraform.invalid`
 */
export async function loadTerraform(file: string): Promise<TerraformDocument> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const problem =
      cause.code === 'ENOENT'
        ? `There is no synthesised Terraform at ${file}.`
        : `The synthesised Terraform ${file} cannot be read (${cause.message}).`;
    throw new PlatformError(
      'terraform.missing',
      `${problem} Run \`npx turbo run build synth\`, or \`npm start\`, which does.`,
      { cause },
    );
  });
  const document = parse(text, file);
  if (Object.keys(document?.resource ?? {}).length > 0) return document as TerraformDocument;
  throw new PlatformError(
    'terraform.invalid',
    `${file} is JSON, but no synthesised Terraform: it has no resources. TERRAFORM_FILE should name a cdk.tf.json.`,
  );
}

function parse(text: string, file: string): TerraformDocument | null {
  try {
    return JSON.parse(text) as TerraformDocument | null;
  } catch (cause) {
    throw new PlatformError(
      'terraform.invalid',
      `${file} is not JSON. Synthesise it again: \`npx turbo run synth --force\`.`,
      { cause },
    );
  }
}
