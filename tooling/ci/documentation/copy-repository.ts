import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, lstatSync, mkdirSync, readdirSync, realpathSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../packages/published.ts';

/**
 * Copies the repository as it is now, without what git ignores, and links the packages that are installed: what a reader has after
 * `git clone` and `npm ci`.
 */
export function copyRepository(to: string): void {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const file of listed.split('\0')) {
    // A file that was removed is listed until the removal is committed.
    if (file !== '' && existsSync(join(root, file))) cpSync(join(root, file), join(to, file));
  }
  linkPackages(to);
}

/** Packages of the repository are the copy's own; all others are the installed ones. */
function linkPackages(to: string): void {
  const installed = join(root, 'node_modules');
  const modules = join(to, 'node_modules');
  mkdirSync(join(modules, '@switchboard'), { recursive: true });
  for (const name of readdirSync(installed)) {
    if (name !== '@switchboard') symlinkSync(join(installed, name), join(modules, name));
  }
  for (const name of readdirSync(join(installed, '@switchboard'))) {
    const folder = realpathSync(join(installed, '@switchboard', name)).slice(root.length);
    symlinkSync(join(to, folder), join(modules, '@switchboard', name));
    const nested = join(root, folder, 'node_modules');
    if (existsSync(nested) && lstatSync(nested).isDirectory()) linkNested(nested, join(to, folder));
  }
}

function linkNested(nested: string, folder: string): void {
  const link = join(folder, 'node_modules');
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(nested, link);
}
