/**
 * Packs every package that others can install: `npm run pack:all`. The tarballs are in `dist/packages`, or in the folder that `--to` names. With
 * names of packages behind it, it packs only those: `npm run pack:all -- --to /tmp/packed chat-client`.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { packedFolder, packPackage, published, repositoryUrl, root } from './published.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { to: { type: 'string' } } });
const wanted = published.filter((name) => positionals.length === 0 || positionals.includes(name));
const unknown = positionals.filter((name) => !published.some((known) => known === name));
if (unknown.length > 0)
  throw new Error(`Nobody can install ${unknown.join()}. The packages are ${published.join()}.`);

const destination = values.to === undefined ? packedFolder : resolve(values.to);
if (values.to === undefined) rmSync(packedFolder, { recursive: true, force: true });
mkdirSync(destination, { recursive: true });
// biome-ignore lint/style/noProcessEnv: the composition root
const repository = repositoryUrl(process.env.REPOSITORY);
for (const folderName of wanted) {
  const { tarball, files } = packPackage(folderName, repository, destination);
  process.stdout.write(`${relative(root, tarball)}  ${files.length} files\n`);
}
if (repository === undefined) {
  const example = 'REPOSITORY=https://example.com/switchboard.git npm run pack:all';
  process.stdout.write(
    `The tarballs do not name their repository: this clone has no remote with an address. ${example}\n`,
  );
}
