import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** What a clone does not have, or has of its own. */
const left =
  /(^|\/)(node_modules|reports|cdktf\.out|\.git|\.turbo|\.switchboard|terraform\.[\w-]+\.tfstate)$/;

/**
 * Copies what is needed to bundle, synthesise and deploy to somewhere else.
 *
 * @param isBuilt whether the bundles of the functions come with it @default false
 */
export function cloneTo(folder: string, { isBuilt = false } = {}): string {
  const clone = join(folder, 'somewhere', 'else');
  for (const part of ['package.json', 'infra', 'packages', 'tooling']) {
    cpSync(join(repository, part), join(clone, part), {
      recursive: true,
      filter: (file) => !left.test(file) && (isBuilt || !file.endsWith('/dist')),
    });
  }
  cpSync(join(repository, 'infra/test/pages'), join(clone, 'apps/web/dist'), { recursive: true });
  linkModules(clone);
  return clone;
}

/** Packages of ours must be the clone's own, all others may be those that are installed. */
function linkModules(clone: string): void {
  const modules = join(clone, 'node_modules');
  const installed = join(repository, 'node_modules');
  mkdirSync(join(modules, '@switchboard'), { recursive: true });
  for (const name of readdirSync(installed)) {
    if (name !== '@switchboard') symlinkSync(join(installed, name), join(modules, name));
  }
  const own = [
    ...['packages', 'tooling'].flatMap((part) =>
      readdirSync(join(clone, part)).map((name) => join(part, name)),
    ),
  ];
  for (const part of own) {
    const { name } = JSON.parse(readFileSync(join(clone, part, 'package.json'), 'utf8')) as { name: string };
    symlinkSync(join(clone, part), join(modules, name));
  }
}
