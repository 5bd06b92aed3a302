import type { Check } from './history.ts';

/** Nothing is left of a user who has been erased: neither an id nor a word, in any table, nor a file. */
export const checkErased: Check = ({ journal, snapshots }) =>
  journal.erased.flatMap(({ user }) => [
    ...Object.entries(snapshots.at(-1)?.stored.items ?? {}).flatMap(([table, items]) =>
      items
        .filter((item) => JSON.stringify(item).includes(user))
        .map((item) => `${user} was erased and is still in the table ${table}: ${JSON.stringify(item)}`),
    ),
    ...(snapshots.at(-1)?.objects ?? [])
      .filter(({ content }) => content.includes(user))
      .map(({ key }) => `${user} was erased and is still in the bucket: ${key}`),
  ]);
