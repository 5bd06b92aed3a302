/** A value of Terraform's JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** A resource refers to something that is not created here and cannot be computed. */
export class UnknownReferenceError extends Error {
  override readonly name = 'UnknownReferenceError';
  readonly code = 'proof.unknownReference';
}

const reference = /\$\{([\w.-]+)\}/g;

/** The address of the first reference in a value whose text is not known yet. */
export function missingReference(
  value: Json,
  lookUp: (address: string) => string | undefined,
): string | undefined {
  const addresses = [...JSON.stringify(value).matchAll(reference)].map(([, address = '']) => address);
  return addresses.find((address) => lookUp(address) === undefined);
}

/**
 * Replaces every reference in a value by what it refers to.
 *
 * @param lookUp the text of an attribute by its address, `aws_sqs_queue.jobs.arn`
 * @throws {UnknownReferenceError} if there is none
 */
export function resolve(value: Json, lookUp: (address: string) => string | undefined): Json {
  if (typeof value === 'string') {
    return value.replaceAll(reference, (_, address: string) => {
      const found = lookUp(address);
      if (found !== undefined) return found;
      throw new UnknownReferenceError(
        `${address} is not created on the emulator, and its value is not known.`,
      );
    });
  }
  if (Array.isArray(value)) return value.map((item) => resolve(item, lookUp));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, resolve(item, lookUp)]));
}
