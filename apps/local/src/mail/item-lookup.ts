import { PlatformError } from '../platform-error.ts';
import type { EngineClient, Json } from '../tables/engine-client.ts';

/** Gets the item of some values; undefined if there is none. */
export type ItemLookup = (values: Readonly<Record<string, string>>) => Promise<Json | undefined>;

/**
 * Reads items as an output of the stack says: the input of a GetItem as JSON, in whose key `{name}` stands for the value of that name.
 *
 * @param name of the output, for a message
 * @param output its value; `undefined`: the stack does not have it
 * @param engine calls DynamoDB in the platform's own name
 * @returns undefined where the stack does not have it
 * @throws {PlatformError} `terraform.invalid` if it is not such JSON
 */
export function createItemLookup(
  name: string,
  output: unknown,
  engine: EngineClient,
): ItemLookup | undefined {
  if (output === undefined) return undefined;
  const template = String(output);
  requireLookup(name, template);
  return async (values) => {
    const text = template.replaceAll(/\{(\w+)\}/g, (whole, key: string) => quoted(values[key] ?? whole));
    const input = JSON.parse(text) as Json;
    return (await engine('GetItem', { ...input, ConsistentRead: true })).Item as Json | undefined;
  };
}

/** As JSON writes it within quotes. */
const quoted = (value: string): string => JSON.stringify(value).slice(1, -1);

function requireLookup(name: string, template: string): void {
  try {
    const { TableName, Key } = JSON.parse(template) as Json;
    if (typeof TableName === 'string' && typeof Key === 'object' && /\{\w+\}/.test(template)) return;
  } catch {
    // It is not JSON at all; the error below says so.
  }
  throw new PlatformError(
    'terraform.invalid',
    `output.${name} should be the input of GetItem as JSON, with names like {address} in its Key, but is ${template}.`,
  );
}

/** `Jane+shop@example.com` reaches `jane@example.com`. */
export const bareRecipient = (recipient: string): string =>
  recipient.toLowerCase().replace(/\+[^@]*(?=@)/, '');
