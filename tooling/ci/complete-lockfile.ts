import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Adds to `package-lock.json` the optional packages for other platforms that npm left out.
 *
 * npm drops an optional package from the lockfile where the registry that it asked does not have it, or where
 * `node_modules` came first (https://github.com/npm/cli/issues/4828), and `npm ci` then refuses that lockfile. Run it after
 * `npm install`: `npm run lockfile`. It changes nothing in a lockfile that is complete.
 */
interface LockedPackage {
  readonly version?: string;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

type Lockfile = { readonly packages: Record<string, LockedPackage> };

const file = new URL('../../package-lock.json', import.meta.url);
const lockfile: Lockfile = JSON.parse(readFileSync(file, 'utf8'));

const operatingSystems =
  /^(aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32|windows)$/;
const processors = /^(arm|arm64|ia32|loong64|mips64el|ppc64|riscv64|s390x|x64|64|wasm32)$/;

/** What a package such as `@swc/core-linux-arm-gnueabihf` runs on, by the convention of its name. */
function platformOf(name: string): Pick<LockedPackage, 'os' | 'cpu' | 'libc'> | undefined {
  const words = name.split(/[/-]/);
  const os = words.find((word) => operatingSystems.test(word))?.replace('windows', 'win32');
  const cpu = words.find((word) => processors.test(word))?.replace(/^64$/, 'x64');
  if (cpu === undefined || (os === undefined && cpu !== 'wasm32')) return undefined;
  const libc = words.some((word) => word.startsWith('musl'))
    ? ['musl']
    : words.some((word) => word.startsWith('gnu'))
      ? ['glibc']
      : undefined;
  return { ...(os ? { os: [os] } : {}), cpu: [cpu], ...(libc ? { libc } : {}) };
}

/** Whether a package that lies at `from` finds `name` in its own or an outer `node_modules`. */
function isLocked(from: string, name: string): boolean {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    if (`${folder ? `${folder}/` : ''}node_modules/${name}` in lockfile.packages) return true;
    if (folder === '') return false;
  }
}

const added: Record<string, LockedPackage> = {};
for (const [path, { optionalDependencies = {} }] of Object.entries(lockfile.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const platform = platformOf(name);
    if (platform === undefined || isLocked(path, name) || !/^\d/.test(version)) continue;
    added[`node_modules/${name}`] = { version, ...platform, optional: true };
  }
}

const packages = Object.fromEntries(
  Object.entries({ ...lockfile.packages, ...added }).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
);
writeFileSync(file, `${JSON.stringify({ ...lockfile, packages }, null, 2)}\n`);
process.stdout.write(`${Object.keys(added).length} packages for other platforms added\n`);
