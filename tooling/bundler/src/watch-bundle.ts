import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { context } from 'esbuild';
import { describeFailure } from './describe-failure.ts';
import { esbuildOptions } from './esbuild-options.ts';
import type { Bundle } from './function-bundle.ts';
import { watchFolder } from './watch-folder.ts';

/** What became of the sources after a change. */
type WatchReport =
  /** The bundle is `index.js` in this folder. Nothing is written there again. */
  | { readonly type: 'built'; readonly folder: string; readonly durationMs: number }
  /** What is wrong, for a person. There is no bundle. */
  | { readonly type: 'failed'; readonly message: string };

export interface WatchOptions {
  readonly root: URL;
  readonly bundle: Bundle;
  /** Where bundles are written to, each to a folder of its own. The last few are kept, and nothing that was there before. */
  readonly outFolder: string;
  readonly report: (report: WatchReport) => void;
  /** Milliseconds of a clock that only rises. */
  readonly now: () => number;
}

/** An editor writes a file in several steps, milliseconds. */
const settleMs = 15;

/** How long after a mistake was found another change may take it back, milliseconds. */
const halfWrittenMs = 60;

/** Processes that are at work may still look something up in an earlier bundle. */
const keptBundles = 5;

/**
 * Builds a bundle again whenever a source of its package is saved. The first build is reported as well.
 *
 * @returns ends it
 */
export async function watchBundle(options: WatchOptions): Promise<() => Promise<void>> {
  const { root, bundle, outFolder, report, now } = options;
  await rm(outFolder, { recursive: true, force: true });
  // What is saved runs sooner if nothing is made small.
  const building = await context({
    ...esbuildOptions(root, [bundle]),
    minify: false,
    metafile: false,
    write: false,
    outdir: join(outFolder, 'n'),
  });
  let timer: NodeJS.Timeout | undefined;
  let changes = 0;
  let count = 0;
  let hash: string | undefined;
  let running: Promise<void> = Promise.resolve();

  const build = async (): Promise<void> => {
    const startedAt = now();
    try {
      const { outputFiles } = await building.rebuild();
      const code = outputFiles.find(({ path }) => path.endsWith('.js'));
      // What was saved is no part of the bundle, or means the same.
      if (code?.hash === hash) return;
      hash = code?.hash;
      count += 1;
      const folder = join(outFolder, String(count), bundle.name);
      await mkdir(folder, { recursive: true });
      for (const { path, contents } of outputFiles) await writeFile(join(folder, basename(path)), contents);
      await rm(join(outFolder, String(count - keptBundles)), { recursive: true, force: true });
      report({ type: 'built', folder, durationMs: now() - startedAt });
    } catch (error) {
      const message = await describeFailure(error, fileURLToPath(root));
      if (message === undefined) throw error;
      // A file that is half written is whole soon, and then built again.
      const seen = changes;
      await delay(halfWrittenMs);
      if (changes === seen) report({ type: 'failed', message });
    }
  };
  const unwatch = watchFolder(fileURLToPath(new URL('src', root)), (file) => {
    if (!/\.(ts|json)$/.test(file) || file.endsWith('.test.ts')) return;
    changes += 1;
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(build);
    }, settleMs);
  });
  await build();
  return async () => {
    unwatch();
    clearTimeout(timer);
    await running;
    await building.dispose();
  };
}
