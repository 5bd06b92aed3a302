import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Edit } from './sabotage.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

/** Everything that this process imports from now on has these edits. @throws {Error} when a file is imported that an edit does not fit */
export function patchSources(edits: readonly Edit[]): void {
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const wanted = edits.filter(
        ({ file }) => url.startsWith('file:') && fileURLToPath(url) === root + file,
      );
      if (wanted.length === 0) return loaded;
      return { ...loaded, source: wanted.reduce(patched, String(loaded.source)) };
    },
  });
}

function patched(source: string, { file, from, to }: Edit): string {
  const pieces = source.split(from);
  if (pieces.length === 2) return pieces.join(to);
  throw new Error(
    `The sabotage of ${file} does not fit: "${from}" is there ${pieces.length - 1} times, not once.`,
  );
}
