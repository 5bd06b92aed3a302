import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { LambdaFunction } from '../deployment/functions.ts';
import type { Part } from '../started.ts';

/** What the builder says after a source was saved. */
type Report =
  | { readonly type: 'built'; readonly folder: string }
  | { readonly type: 'failed'; readonly message: string };

export interface BundleWatchOptions {
  /** The repository. */
  readonly root: string;
  /** The function whose sources are watched. */
  readonly lambdaFunction: LambdaFunction;
  /** Where the builder writes to. */
  readonly outFolder: string;
  /** Whether the first build is reported too. Otherwise what runs is what it makes again. */
  readonly runsFirstBuild: boolean;
  /** The bundle was built again; it lies in this folder. */
  readonly onBuilt: (folder: string) => void;
  /** The sources cannot be built: what is wrong, for a person. */
  readonly onFailed: (message: string) => void;
}

/**
 * The name of a function's bundle: that of its zip.
 *
 * @example `responder.rules`
 */
export const bundleNameOf = ({ zipFile }: Pick<LambdaFunction, 'zipFile'>): string =>
  basename(zipFile, '.zip');

/** The folder of the package that a bundle was built in; `undefined` where the sources are not here. */
export async function packageOf(root: string, bundleName: string): Promise<string | undefined> {
  const packages = await readdir(join(root, 'packages')).catch(() => []);
  return packages
    .map((name) => join(root, 'packages', name))
    .find((folder) => existsSync(join(folder, 'dist', bundleName, 'index.js')));
}

/** The zip that was built last: that of the function's package, or the stack's own, which changes only when it is synthesised. */
export async function newestZip(
  root: string,
  lambdaFunction: Pick<LambdaFunction, 'zipFile'>,
): Promise<string> {
  const bundleName = bundleNameOf(lambdaFunction);
  const folder = await packageOf(root, bundleName);
  const built = folder && join(folder, 'dist', `${bundleName}.zip`);
  return built && existsSync(built) ? built : lambdaFunction.zipFile;
}

/** Rebuilds a function's bundle whenever one of its sources is saved. The builder is a separate process. */
export async function watchFunction(options: BundleWatchOptions): Promise<Part | undefined> {
  const { root, lambdaFunction, outFolder, runsFirstBuild, onBuilt, onFailed } = options;
  const bundleName = bundleNameOf(lambdaFunction);
  const folder = await packageOf(root, bundleName);
  if (folder === undefined) return undefined;
  const builder = spawn(
    process.execPath,
    ['-C', 'switchboard-source', join(root, 'tooling/bundler/src/watch.ts'), folder, bundleName, outFolder],
    { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'], detached: true },
  );
  let isFirst = true;
  createInterface({ input: builder.stdout }).on('line', (line) => {
    const report = JSON.parse(line) as Report;
    const wasFirst = isFirst;
    isFirst = false;
    if (report.type === 'failed') onFailed(report.message);
    else if (!wasFirst || runsFirstBuild) onBuilt(report.folder);
  });
  return { stop: () => builder.kill() };
}
