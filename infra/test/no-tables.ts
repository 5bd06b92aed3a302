import type { StoredTables } from '../src/deploy/stored-tables.ts';

/** An account without tables. */
export const noTables: StoredTables = {
  exists: async () => false,
  recoverable: async () => undefined,
  restore: async () => {},
  isReady: async () => false,
  copyMissing: async () => ({ copied: 0, kept: 0, expired: 0 }),
};
