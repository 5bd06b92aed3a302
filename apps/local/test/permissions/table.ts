import type { Grant } from './compare.ts';
import { reasonOf } from './explained.ts';

const groupBy = <T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
};

/** Tables as they are written, whatever the width of their columns. */
export const unpadded = (page: string): string => page.replace(/ {2,}/g, ' ').replace(/-{3,}/g, '---');

/** A Markdown table: what each function is granted, what it was seen to do, and the difference. */
export function permissionsTable(grants: readonly Grant[]): string {
  const rows = [...groupBy(grants, ({ functionName }) => functionName)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([functionName, ofFunction]) => {
      const unexplained = ofFunction.filter((grant) => !grant.isObserved && reasonOf(grant) === undefined);
      const notSeen = ofFunction.filter((grant) => !grant.isObserved).length;
      return `| \`${functionName}\` | ${ofFunction.length} | ${ofFunction.length - notSeen} | ${notSeen} | ${unexplained.length === 0 ? 'none' : unexplained.map(({ action, place }) => `${action} on ${place}`).join(', ')} |`;
    });
  return [
    '| function | granted | seen in use | explained below | difference |',
    '| --- | ---: | ---: | ---: | --- |',
    ...rows,
  ].join('\n');
}

/** Markdown: for each function every place with its actions. Those that were not seen in use are in italics. */
export const permissionsByPlace = (grants: readonly Grant[]): string =>
  [...groupBy(grants, ({ functionName }) => functionName)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([functionName, ofFunction]) => {
      const places = [...groupBy(ofFunction, ({ place }) => place)].sort(([a], [b]) => (a < b ? -1 : 1));
      const lines = places.map(([place, atPlace]) => {
        const actions = atPlace.map(({ action, isObserved }) => (isObserved ? action : `_${action}_`)).sort();
        return `- ${place}: ${actions.join(', ')}`;
      });
      return `### ${functionName}\n\n${lines.join('\n')}`;
    })
    .join('\n\n');
