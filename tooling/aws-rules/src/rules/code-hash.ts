import { type Rule, refuse } from '../account.ts';

/**
 * Functions whose code is not what was written: Terraform would deploy, at every plan or never, what nobody looked at.
 *
 * @param hashOf the SHA-256 of a file in Base64; nothing where it cannot be read
 */
export const codeHashes = (hashOf: (filename: string) => string | undefined): Rule => ({
  name: 'code-hash',
  check: (account) =>
    account.all('aws_lambda_function').flatMap((found) => {
      const [filename, written] = [found.text('filename'), found.text('source_code_hash')];
      if (filename === undefined || written === undefined) return [];
      const actual = hashOf(filename);
      if (actual === written) return [];
      return [
        refuse(
          found,
          actual === undefined
            ? `filename ${filename} cannot be read.`
            : `source_code_hash should be ${actual}, the SHA-256 of ${filename}, but is ${written}.`,
        ),
      ];
    }),
});
