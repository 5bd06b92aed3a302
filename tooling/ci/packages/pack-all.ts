/** Packs every package that others can install: `npm run pack:all`. The tarballs are in `dist/packages`. */
import { rmSync } from 'node:fs';
import { relative } from 'node:path';
import { packedFolder, packPackage, published, repositoryUrl, root } from './published.ts';

rmSync(packedFolder, { recursive: true, force: true });
// biome-ignore lint/style/noProcessEnv: the composition root
const repository = repositoryUrl(process.env.REPOSITORY);
for (const folderName of published) {
  const { tarball, files } = packPackage(folderName, repository);
  process.stdout.write(`${relative(root, tarball)}  ${files.length} files\n`);
}
if (repository === undefined) {
  const example = 'REPOSITORY=https://example.com/switchboard.git npm run pack:all';
  process.stdout.write(
    `The tarballs do not name their repository: this clone has no remote with an address. ${example}\n`,
  );
}
