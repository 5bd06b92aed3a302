import { type FSWatcher, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';

/**
 * Tells of every file below a folder that is written, replaced, made or removed. Each folder is watched by itself: Node's own recursive
 * watch on Linux loses sight of a file that an editor replaces.
 *
 * @param onChange is told the file's path
 * @returns ends it
 */
export function watchFolder(folder: string, onChange: (path: string) => void): () => void {
  const watched = new Map<string, FSWatcher>();
  const look = (path: string): void => {
    if (watched.has(path)) return;
    const watcher = watch(path, (_, name) => {
      if (name === null) return;
      onChange(join(path, name));
      lookBelow(path);
    });
    watched.set(path, watcher);
    // The folder is gone.
    watcher.on('error', () => watched.delete(path));
    lookBelow(path);
  };
  const lookBelow = (path: string): void => {
    for (const entry of foldersIn(path)) look(join(path, entry));
  };
  look(folder);
  return () => {
    for (const watcher of watched.values()) watcher.close();
  };
}

function foldersIn(path: string): readonly string[] {
  try {
    return readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? entry.name : [],
    );
  } catch {
    // It was removed meanwhile.
    return [];
  }
}
