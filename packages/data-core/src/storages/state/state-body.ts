import type { Json } from '../../shared/encoding/encode.ts';
import { itemSizeBytes } from '../../shared/encoding/item-size.ts';

/** Up to this size an item holds the lock and the state together: locking rewrites the whole item, so larger ones pay for it. */
const maxInlineBytes = 2048;

/** DynamoDB nests 32 levels deep; the attributes of an item are the first. */
const deepestMap = 30;

/** Whether `attributes` can lie beside the lock, in an item that has `ownBytes` without them. */
export function fitsInline(attributes: { readonly [name: string]: Json }, ownBytes: number): boolean {
  return itemSizeBytes(attributes) + ownBytes <= maxInlineBytes && isNative(attributes, deepestMap);
}

/** Whether DynamoDB can hold the value as it is: not nested too deep, no name empty. */
function isNative(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (levels === 0) return false;
  return Object.entries(value).every(([name, member]) => name !== '' && isNative(member, levels - 1));
}
