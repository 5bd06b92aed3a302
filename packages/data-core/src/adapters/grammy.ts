import type { StorageAdapter } from 'grammy';
import type { KeyValueTable } from '../primitives/keys/key-value-table.ts';
import { requireKnown } from '../shared/validation/options.ts';

export interface GrammyStorageOptions {
  /** How long a session lives after its last write, in seconds. @default for ever */
  readonly ttlSeconds?: number;
}

/**
 * Keeps the sessions of a grammY bot in a {@link KeyValueTable}. Dates, Sets and Maps in a session come back as such.
 *
 * @example bot.use(session({ initial: () => ({ count: 0 }), storage: grammyStorage(new KeyValueTable({ tableName, namespace: 'session' })) }));
 */
export function grammyStorage<Session>(
  table: KeyValueTable,
  options: GrammyStorageOptions = {},
): StorageAdapter<Session> {
  requireKnown('grammyStorage', options, ['ttlSeconds']);
  const { ttlSeconds } = options;
  const lifetime = ttlSeconds === undefined ? {} : { ttlSeconds };
  // Consistent: the next update of a chat must see what the one before wrote.
  const read = (key: string) => table.get<Session>(key, { consistentRead: true });
  return {
    read,
    async has(key) {
      return (await read(key)) !== undefined;
    },
    async write(key, session) {
      await table.set(key, session, lifetime);
    },
    async delete(key) {
      await table.delete(key);
    },
  };
}
