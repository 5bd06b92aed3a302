import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Files in this folder that are not bots. */
const notBots: ReadonlySet<string> = new Set(['bot-files.ts', 'needs.ts']);

/** Bots that need a package which may not be installed, by name: without it there is no such bot. */
const optionalPackages: Readonly<Record<string, string>> = { wingbot: 'wingbot' };

/**
 * The bots by name: each file in this folder (`echo.ts`) and each folder with a `bot.ts` is one, and exports it as
 * `bot`. A new bot is a new file.
 *
 * @returns the files, from the package's root
 */
export function botFiles(): Readonly<Record<string, string>> {
  const folder = new URL('.', import.meta.url);
  const files: Record<string, string> = {};
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const { name } = entry;
    if (!isInstalled(optionalPackages[name])) continue;
    if (entry.isDirectory() && existsSync(new URL(`${name}/bot.ts`, folder))) {
      files[name] = `src/bots/${name}/bot.ts`;
    } else if (entry.isFile() && /^[a-z][a-z0-9-]*\.ts$/.test(name) && !notBots.has(name)) {
      files[name.slice(0, -'.ts'.length)] = `src/bots/${name}`;
    }
  }
  return files;
}

function isInstalled(packageName: string | undefined): boolean {
  if (packageName === undefined) return true;
  try {
    createRequire(import.meta.url).resolve(packageName);
    return true;
  } catch {
    return false;
  }
}
