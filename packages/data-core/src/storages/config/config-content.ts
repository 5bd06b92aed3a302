import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { StoreTable } from '../../shared/client/store.ts';
import { decodeTyped } from '../../shared/encoding/decode.ts';
import { encodeTyped } from '../../shared/encoding/encode.ts';
import { maxPackedBytes, packJson, unpackJson } from '../../shared/encoding/packed-json.ts';
import type { Patience } from '../../shared/time/backoff.ts';
import { deleteItem, putItem } from '../../shared/transaction/single-write.ts';
import { type ConfigHead, maxParts, partKeys, splitContent } from './config-items.ts';
import { ConfigTooLargeError } from './errors.ts';

type Content = Pick<ConfigHead, 'revision' | 'parts' | 'format'>;

/** Where configurations are, and how long a write waits that collided with another one. */
export interface ConfigTable extends StoreTable {
  readonly patience: Patience;
}

/** A configuration in the pieces that fit into an item each. */
export interface PackedConfig {
  readonly format: Content['format'];
  readonly pieces: readonly Uint8Array[];
}

/**
 * @throws {UnstorableValueError}
 * @throws {ConfigTooLargeError}
 */
export function packConfig(id: string, config: object): PackedConfig {
  const packed = packJson(encodeTyped(config, 'config'));
  const pieces = splitContent(packed);
  if (pieces.length > maxParts)
    throw new ConfigTooLargeError(id, packed.data.byteLength, maxParts * maxPackedBytes);
  return { format: packed.format, pieces };
}

/** Writes the parts of a new revision; nothing points to them yet. */
export async function putContent(
  { client, tableName, patience }: ConfigTable,
  id: string,
  revision: string,
  { format, pieces }: PackedConfig,
): Promise<Content> {
  const content = { revision, parts: pieces.length, format };
  await Promise.all(
    partKeys(id, content).map((key, part) =>
      putItem(client, { TableName: tableName, Item: { ...key, data: pieces[part] } }, patience),
    ),
  );
  return content;
}

/** @returns undefined if a part is missing: the configuration was written again since its head was read */
export async function readContent(
  { client, tableName }: StoreTable,
  id: string,
  content: Content,
): Promise<object | undefined> {
  const read = partKeys(id, content).map((Key) =>
    client.send(new GetCommand({ TableName: tableName, Key, ConsistentRead: true })),
  );
  const pieces = (await Promise.all(read)).map(({ Item }) => Item?.data);
  if (!pieces.every((piece) => piece instanceof Uint8Array)) return undefined;
  const config = decodeTyped(unpackJson(content.format, Buffer.concat(pieces)));
  return typeof config === 'object' && config !== null ? config : undefined;
}

export async function deleteContent(
  { client, tableName, patience }: ConfigTable,
  id: string,
  content: Content,
): Promise<void> {
  await Promise.all(
    partKeys(id, content).map((Key) => deleteItem(client, { TableName: tableName, Key }, patience)),
  );
}
