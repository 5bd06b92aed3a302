import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What takes the place of cdktf, in the versions that this was tried with. */
const successor = {
  cdktn: '0.24.0',
  '@cdktn/provider-aws': '25.7.0',
  constructs: '>=10.6 <10.8',
} as const;

/** The only files of infra that name cdktf: the seam. */
const seam = ['cdktf/aws.ts', 'cdktf/core.ts'];

/** cdktf is named outside the two files that a move to its successor changes. */
class SeamError extends Error {
  override readonly name = 'SeamError';
  readonly code = 'proof.seam';
}

/**
 * Copies infra's sources to a folder of its own, in which the seam names the successor, and installs that beside them.
 *
 * @param infra the folder of infra; the copy lies in it, so that everything else is found
 * @returns the folder of the copy
 * @throws {SeamError} if another file than the two of the seam names cdktf
 */
export async function swapToSuccessor(infra: string): Promise<string> {
  const folder = join(infra, '.successor');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  await cp(join(infra, 'src'), join(folder, 'src'), { recursive: true });
  await requireSeam(join(folder, 'src'));
  for (const file of seam) {
    const path = join(folder, 'src', file);
    const text = await readFile(path, 'utf8');
    await writeFile(
      path,
      text.replaceAll('@cdktf/provider-aws', '@cdktn/provider-aws').replaceAll("'cdktf'", "'cdktn'"),
    );
  }
  const packages = Object.entries(successor).map(([name, version]) => `${name}@${version}`);
  await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...packages], {
    cwd: folder,
  });
  return folder;
}

async function requireSeam(sources: string): Promise<void> {
  const files = (await readdir(sources, { recursive: true })).filter((file) => file.endsWith('.ts'));
  for (const file of files) {
    const text = await readFile(join(sources, file), 'utf8');
    if (!seam.includes(file) && /from '(@?cdktf|constructs)/.test(text)) {
      throw new SeamError(`${file} imports cdktf. Only ${seam.join(' and ')} may.`);
    }
  }
}
