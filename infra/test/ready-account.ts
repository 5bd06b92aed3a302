import type { Cloud } from '../src/deploy/cloud.ts';
import type { StoredTables } from '../src/deploy/stored-tables.ts';

export const accountId = '123456789012';

/** An account in which everything is as it should be before a deployment. */
export const readyCloud: Cloud = {
  identity: async () => ({ accountId, arn: `arn:aws:iam::${accountId}:user/ada` }),
  bucketExists: async () => true,
  createStateBucket: async () => {},
  zoneExists: async () => true,
  parameterExists: async () => true,
  readSecret: async () => undefined,
  putSecret: async () => {},
};

/** An account without tables. */
export const noTables: StoredTables = {
  exists: async () => false,
  recoverable: async () => undefined,
  restore: async () => {},
  isReady: async () => false,
  copyMissing: async () => ({ copied: 0, kept: 0, expired: 0 }),
};
