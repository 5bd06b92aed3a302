import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { BundledPackage } from '../src/function-bundle.ts';

/** The folder of the repository, with a slash at its end. */
export const repository = fileURLToPath(new URL('../../..', import.meta.url));

const folders: string[] = [];

/** The same package in another place of the machine, where it can be built without disturbing another test. */
export function copyPackage({ root, functions }: BundledPackage): BundledPackage {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  folders.push(folder);
  cpSync(new URL('src', root), join(folder, 'src'), { recursive: true });
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
  return { root: pathToFileURL(`${folder}/`), functions };
}

export function removeCopies(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
}
