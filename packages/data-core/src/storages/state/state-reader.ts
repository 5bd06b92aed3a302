import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { StoreTable } from '../../shared/client/store-table.ts';
import { unpackJson } from '../../shared/encoding/packed-json.ts';
import type { Sender } from '../../shared/keys/sender-key.ts';
import { StateDamagedError } from './errors.ts';
import { bodyKey, decodeAttributes, headKey, readHead, type StateItem } from './state-item.ts';

/**
 * The owner's attributes of a state, from the lock's item as it was read or from its body.
 *
 * @returns undefined if the body was replaced since the lock's item was read, which cannot happen to the holder
 */
export async function readAttributes(
  { client, tableName }: StoreTable,
  sender: Sender,
  stored: Record<string, unknown>,
): Promise<Record<string, unknown> | undefined> {
  const { bodySlot, bodyFence } = readHead(stored);
  if (bodySlot === undefined) return decodeAttributes(stored);
  const key = bodyKey(sender, bodySlot);
  const { Item } = await client.send(
    new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true }),
  );
  if (Item?.fence !== bodyFence || !(Item?.data instanceof Uint8Array)) return undefined;
  const body = unpackJson(Item.format, Item.data);
  return isState(body) ? decodeAttributes(body) : undefined;
}

/** The state as it was last saved; null if none was. */
export async function readState(table: StoreTable, sender: Sender): Promise<StateItem | null> {
  const get = new GetCommand({ TableName: table.tableName, Key: headKey(sender), ConsistentRead: true });
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    const { Item } = await table.client.send(get);
    if (!Item) return null;
    const attributes = await readAttributes(table, sender, Item);
    if (attributes) return toStateItem(sender, attributes);
  }
  throw new StateDamagedError(sender);
}

function toStateItem(sender: Sender, attributes: Record<string, unknown>): StateItem | null {
  const { state } = attributes;
  return isState(state) ? { ...attributes, ...sender, state } : null;
}

export function isState(state: unknown): state is Record<string, unknown> {
  return typeof state === 'object' && state !== null;
}
