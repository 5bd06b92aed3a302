import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyRepository } from '../documentation/copy-repository.ts';
import { publicAddress, repositoryOf } from '../packages/repository.ts';

describe('the address of a repository', () => {
  it.each<[string, string | undefined]>([
    ['https://example.com/team/switchboard.git', 'git+https://example.com/team/switchboard.git'],
    ['https://ann:secret@example.com/team/switchboard.git', 'git+https://example.com/team/switchboard.git'],
    ['https://example.com:8443/switchboard?token=secret#main', 'git+https://example.com:8443/switchboard'],
    ['git+https://example.com/switchboard.git', 'git+https://example.com/switchboard.git'],
    ['git@example.com:team/switchboard.git\n', 'git+https://example.com/team/switchboard.git'],
    ['ssh://git@example.com:2222/team/switchboard.git', 'git+https://example.com/team/switchboard.git'],
    ['git+ssh://git@example.com/switchboard.git', 'git+https://example.com/switchboard.git'],
    ['github:team/switchboard', 'git+https://github.com/team/switchboard.git'],
    ['/srv/git/switchboard.git', undefined],
    ['../switchboard', undefined],
    ['file:///srv/git/switchboard.git', undefined],
    ['C:\\git\\switchboard', undefined],
    ['http://example.com/switchboard.git', undefined],
    ['', undefined],
  ])('%j is %s for others', (address, expected) => {
    expect(publicAddress(address)).toBe(expected);
  });
});

describe('a clone', () => {
  let folder: string;
  let clone: string;
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: clone, stdio: 'ignore' });
  /** Packs protocol, as `npm run pack:all` does. */
  const pack = (): { readonly output: string; readonly repository: unknown } => {
    const output = execFileSync('node', ['tooling/ci/packages/pack-all.ts', 'protocol'], {
      cwd: clone,
      encoding: 'utf8',
    });
    const tarball = join(clone, 'dist/packages/switchboard-protocol-0.1.0.tgz');
    const manifest = execFileSync('tar', ['-xzOf', tarball, 'package/package.json'], { encoding: 'utf8' });
    return { output, repository: JSON.parse(manifest).repository };
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'repository-'));
    clone = join(folder, 'switchboard');
    copyRepository(clone);
    git('init', '--quiet');
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has no address without a remote, and pack:all says how to give it one', () => {
    const { output, repository } = pack();
    expect(repository).toBeUndefined();
    expect(output).toContain(
      'The tarballs do not name their repository: set "repository" in package.json, or',
    );
  });

  it('has none where its remote is a folder', () => {
    git('remote', 'add', 'origin', folder);
    expect(repositoryOf(clone)).toBeUndefined();
  });

  it('writes the address of its remote into the tarballs, without credentials', () => {
    git('remote', 'set-url', 'origin', 'https://ann:secret@example.com/team/switchboard.git');
    const { output, repository } = pack();
    expect(repository).toEqual({
      type: 'git',
      url: 'git+https://example.com/team/switchboard.git',
      directory: 'packages/protocol',
    });
    expect(output).not.toContain('do not name');
  });

  it('prefers what the root manifest names', () => {
    const file = join(clone, 'package.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    const repository = { type: 'git', url: 'git@example.org:other/switchboard.git' };
    writeFileSync(file, JSON.stringify({ ...manifest, repository }));
    expect(repositoryOf(clone)).toBe('git+https://example.org/other/switchboard.git');
  });
});
