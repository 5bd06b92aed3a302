/**
 * Packs every package that others can install: `npm run pack:all`. The tarballs are in `dist/packages`, or in the folder that `--to` names. With
 * names of packages behind it, it packs only those: `npm run pack:all -- --to /tmp/packed chat-client`. Each manifest names the repository, as
 * `repository.ts` finds it.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { packedFolder, packPackage, published, root } from './published.ts';
import { repositoryOf } from './repository.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { to: { type: 'string' } } });
const wanted = published.filter((name) => positionals.length === 0 || positionals.includes(name));
const unknown = positionals.filter((name) => !published.some((known) => known === name));
if (unknown.length > 0)
  throw new Error(`Nobody can install ${unknown.join()}. The packages are ${published.join()}.`);

const destination = values.to === undefined ? packedFolder : resolve(values.to);
if (values.to === undefined) rmSync(packedFolder, { recursive: true, force: true });
mkdirSync(destination, { recursive: true });
const repository = repositoryOf(root);
for (const folderName of wanted) {
  const { tarball, files } = packPackage(folderName, repository, destination);
  process.stdout.write(`${relative(root, tarball)}  ${files.length} files\n`);
}
if (repository === undefined) {
  process.stdout.write(
    'The tarballs do not name their repository: set "repository" in package.json, or give the remote "origin" an https or ssh address.\n',
  );
}
