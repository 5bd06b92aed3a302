import { PlatformError } from '../platform-error.ts';
import type { EngineClient, Json } from '../tables/engine-client.ts';

/** What stands for the address in the lookup. */
const placeholder = '{address}';

/**
 * How a recipient is looked up, from the stack's output `recipientLookup`: the input of GetItem as JSON, with `{address}` for the address in small
 * letters and without a tag (`+tag`). SES itself takes mail for every address of a domain; the port of this machine can refuse what there is not.
 *
 * @param output `undefined`: every recipient is known
 * @param engine calls DynamoDB in the platform's own name
 * @throws {PlatformError} `terraform.invalid` where the output is no such JSON
 */
export function createRecipientLookup(
  output: unknown,
  engine: EngineClient,
): (recipient: string) => Promise<boolean> {
  if (output === undefined) return async () => true;
  const template = String(output);
  requireLookup(template);
  return async (recipient) => {
    // As JSON writes it within quotes.
    const address = JSON.stringify(withoutTag(recipient.toLowerCase())).slice(1, -1);
    const input = JSON.parse(template.replaceAll(placeholder, () => address)) as Json;
    return (await engine('GetItem', { ...input, ConsistentRead: true })).Item !== undefined;
  };
}

/** `jane+shop@example.com` reaches `jane@example.com`. */
const withoutTag = (address: string): string => address.replace(/\+[^@]*(?=@)/, '');

function requireLookup(template: string): void {
  try {
    const { TableName, Key } = JSON.parse(template) as Json;
    if (typeof TableName === 'string' && typeof Key === 'object' && template.includes(placeholder)) return;
  } catch {
    // It is no JSON at all: that is said below.
  }
  throw new PlatformError(
    'terraform.invalid',
    `output.recipientLookup should be the input of GetItem as JSON, with ${placeholder} in its Key, but is ${template}.`,
  );
}
