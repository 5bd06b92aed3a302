import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import type { LambdaFunction } from '../deployment/functions.ts';
import { PlatformError } from '../platform-error.ts';
import { unzip } from './unzip.ts';

/**
 * Unpacks a function's zip into a folder that is named after its content: the same code is unpacked once.
 *
 * @returns the folder
 * @throws {PlatformError} `bundle.unreadable`
 */
async function unpack(zipFile: string, folder: string): Promise<string> {
  const zip = await readFile(zipFile).catch((cause: unknown) => {
    throw unreadable(zipFile, cause);
  });
  const target = join(folder, createHash('sha256').update(zip).digest('hex').slice(0, 16));
  if (await exists(target)) return target;
  // Under another name first: a platform that is killed halfway leaves no half of a function behind.
  const partial = `${target}.partial`;
  await rm(partial, { recursive: true, force: true });
  for (const { path, data } of readEntries(zip, zipFile)) {
    const file = join(partial, normalize(join('/', path)));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, data);
  }
  await rename(partial, target);
  return target;
}

function readEntries(zip: Buffer, zipFile: string) {
  try {
    return unzip(zip);
  } catch (cause) {
    throw unreadable(zipFile, cause);
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const unreadable = (zipFile: string, cause: unknown): PlatformError =>
  new PlatformError(
    'bundle.unreadable',
    `The bundle ${zipFile} cannot be read (${cause instanceof Error ? cause.message : cause}). Build and synthesise again: \`npx turbo run build synth --force\`.`,
    { cause },
  );

/** Unpacks what each function runs: the folders by the functions' ARNs. */
export async function unpackAll(
  functions: readonly LambdaFunction[],
  folder: string,
): Promise<ReadonlyMap<string, string>> {
  // On Lambda there is nothing above a bundle; here a package.json could make an ES module of its index.js.
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
  const roots = new Map<string, string>();
  // Two functions may have the same zip: one after the other, so that the second finds it there.
  for (const { arn, zipFile } of functions) roots.set(arn, await unpack(zipFile, folder));
  return roots;
}
