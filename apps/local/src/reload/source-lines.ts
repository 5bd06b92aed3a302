import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, relative, resolve } from 'node:path';

/** Finds where in the sources a place in a bundle comes from. */
export interface SourceLines {
  /** The repository. */
  readonly root: string;
  /** @param folder where a function's code lies @param mapFile the source map of its `index.js` */
  know(folder: string, mapFile: string): void;
  /**
   * A text with places in the sources in place of places in bundles: `packages/bot-responder/src/bots/mine.ts:7:11`. Places of
   * bundles that have no source map stay as they are.
   */
  translate(text: string): string;
}

/** A frame of a stack that points into a bundle; in a line of JSON as well. */
const frame =
  /(at (?:async )?(?:[^()\n\\]{0,200}? \()?)(?:file:\/\/)?([^\s()":]+)\/index\.js:(\d+):(\d+)\)?/g;

/** @param root the folder that places are named from */
export function createSourceLines(root: string): SourceLines {
  const mapFiles = new Map<string, string>();
  const maps = new Map<string, SourceMap | undefined>();

  const mapOf = (folder: string): SourceMap | undefined => {
    const mapFile = mapFiles.get(folder);
    if (mapFile === undefined) return undefined;
    if (!maps.has(mapFile)) maps.set(mapFile, readMap(mapFile));
    return maps.get(mapFile);
  };

  return {
    root,
    know: (folder, mapFile) => {
      mapFiles.set(folder, mapFile);
      // It may have been written again.
      maps.delete(mapFile);
    },
    translate: (text) =>
      text.replaceAll(frame, (whole: string, _at: string, folder: string, line: string, column: string) => {
        const found = mapOf(folder)?.findEntry(Number(line) - 1, Number(column) - 1);
        const mapFile = mapFiles.get(folder);
        if (mapFile === undefined || found === undefined || !('originalSource' in found)) return whole;
        const file = relative(root, resolve(dirname(mapFile), found.originalSource));
        return `at ${file}:${found.originalLine + 1}:${found.originalColumn + 1}`;
      }),
  };
}

function readMap(mapFile: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(mapFile, 'utf8')) as SourceMapPayload);
  } catch {
    // Without a map, places in the bundle are what there is.
    return undefined;
  }
}
