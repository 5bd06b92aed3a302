import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FunctionDefinition, FunctionPackage } from '@switchboard/declarations';

const folders: string[] = [];

export function removePackages(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
}

/** A package whose functions are built, as far as infra can see. */
export function builtPackage(...functions: FunctionDefinition[]): FunctionPackage {
  const folder = mkdtempSync(join(tmpdir(), 'package-'));
  folders.push(folder);
  mkdirSync(join(folder, 'dist'));
  for (const { name } of functions) writeFileSync(join(folder, 'dist', `${name}.zip`), `zip of ${name}`);
  return { root: pathToFileURL(`${folder}/`), functions };
}
