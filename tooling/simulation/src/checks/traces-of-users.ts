import type { Item } from '../history/journal.ts';
import type { Check } from './history.ts';

const dayMs = 86_400_000;

/** An invocation that locks a thread which was erased meanwhile, and dies, leaves its lock: it holds nothing, and is gone a day later. */
const isLeftLock = (table: string, item: Item, erasedAt: number): boolean =>
  table === 'states' &&
  Object.keys(item).every((key) =>
    ['senderId', 'lockedBy', 'lockedUntil', 'fence', 'expiresAt'].includes(key),
  ) &&
  Number(item.expiresAt) * 1_000 <= erasedAt + 2 * dayMs;

/** Nothing is left of a user who has been erased: neither an id nor a word, in any table, nor a file. */
export const checkErased: Check = ({ journal, snapshots }) =>
  journal.erased.flatMap(({ user, at }) => [
    ...Object.entries(snapshots.at(-1)?.stored.items ?? {}).flatMap(([table, items]) =>
      items
        .filter((item) => JSON.stringify(item).includes(user) && !isLeftLock(table, item, at))
        .map((item) => `${user} was erased and is still in the table ${table}: ${JSON.stringify(item)}`),
    ),
    ...(snapshots.at(-1)?.objects ?? [])
      .filter(({ content }) => content.includes(user))
      .map(({ key }) => `${user} was erased and is still in the bucket: ${key}`),
  ]);
