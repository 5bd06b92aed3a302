import type { StorageAdapter } from 'grammy';
import type { KeyValueTable } from '../primitives/keys/key-value-table.ts';
import { decodeTyped } from '../shared/encoding/decode.ts';
import { encodeTyped } from '../shared/encoding/encode.ts';

export interface GrammyStorageOptions {
  /** How long a session lives after its last write, in seconds. @default for ever */
  readonly ttlSeconds?: number;
}

/**
 * Keeps the sessions of a grammY bot in a {@link KeyValueTable}. Dates, Sets and Maps in a session come back as such.
 *
 * @example bot.use(session({ initial: () => ({ count: 0 }), storage: grammyStorage(new KeyValueTable({ namespace: 'session' })) }));
 */
export function grammyStorage<Session>(
  table: KeyValueTable,
  { ttlSeconds }: GrammyStorageOptions = {},
): StorageAdapter<Session> {
  const lifetime = ttlSeconds === undefined ? {} : { ttlSeconds };
  // Consistent: the next update of a chat must see what the one before wrote.
  const read = (key: string) => table.get<unknown>(key, { consistentRead: true });
  return {
    async read(key) {
      const stored = await read(key);
      // What was encoded is a Session, or somebody else wrote it: grammY can tell no more than we.
      return stored === undefined ? undefined : (decodeTyped(stored) as Session);
    },
    async has(key) {
      return (await read(key)) !== undefined;
    },
    async write(key, session) {
      await table.set(key, encodeTyped(session), lifetime);
    },
    async delete(key) {
      await table.delete(key);
    },
  };
}
