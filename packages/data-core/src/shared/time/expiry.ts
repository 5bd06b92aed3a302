import { requireNumber, requireSeconds } from '../validation/options.ts';

/** The attribute that DynamoDB deletes items by, in epoch seconds. */
const expiresAtAttribute = 'expiresAt';

/** A time in epoch milliseconds as TTL counts it: in whole seconds. */
export function epochSeconds(ms: number): number {
  requireNumber('ms', ms);
  return Math.floor(ms / 1000);
}

/**
 * When an item expires that lives `ttlSeconds` from now, in epoch seconds. TTL counts whole seconds, so this rounds up: the item
 * lives at least that long, and less than a second longer.
 */
export const expiresAtAfter = (ttlSeconds: number, nowMs: number): number =>
  Math.ceil(nowMs / 1000) + ttlSeconds;

/**
 * The attribute of an item that lives `ttlSeconds` from now, and less than a second longer; nothing where it is to live for ever.
 *
 * @throws {InvalidOptionError} unless it is a whole number of at least 1
 */
export function expiry(ttlSeconds: number | undefined, nowMs: number): { expiresAt?: number } {
  if (ttlSeconds === undefined) return {};
  requireSeconds('ttlSeconds', ttlSeconds);
  requireNumber('nowMs', nowMs);
  return { expiresAt: expiresAtAfter(ttlSeconds, nowMs) };
}

/** Whether DynamoDB may delete the item at any moment: readers must treat it as deleted. */
export function isExpired(item: { readonly expiresAt?: unknown } | undefined, nowMs: number): boolean {
  return typeof item?.expiresAt === 'number' && item.expiresAt <= epochSeconds(nowMs);
}

/** The item, unless there is none or its time is over. */
export function alive<Item extends { readonly expiresAt?: unknown }>(
  item: Item | undefined,
  nowMs: number,
): Item | undefined {
  return isExpired(item, nowMs) ? undefined : item;
}

/**
 * Conditions that take an expired item as gone; spread `names` and `values` into the command's.
 *
 * @example ConditionExpression: `attribute_not_exists(#key) OR ${expiryConditions(now).expired}`
 */
export function expiryConditions(nowMs: number) {
  return {
    expired: '#expiresAt <= :nowSeconds',
    notExpired: '(attribute_not_exists(#expiresAt) OR #expiresAt > :nowSeconds)',
    names: { '#expiresAt': expiresAtAttribute },
    values: { ':nowSeconds': epochSeconds(nowMs) },
  };
}
