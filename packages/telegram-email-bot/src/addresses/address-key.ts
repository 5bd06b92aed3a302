/**
 * The key of an address's item in `partitioned_keys`. The item expires (`expiresAt`) where the address does. A mail server may ask for it to learn
 * whether the address is there.
 */
export const addressKey = (address: string) => ({
  partitionKey: `mail-address.${address}`,
  sortKey: 'owner',
});
