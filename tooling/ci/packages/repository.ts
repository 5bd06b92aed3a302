/** Where the repository of the published packages is. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** `git@example.com:team/switchboard.git`: how git writes an address of ssh. */
const scpAddress = /^[\w.-]+@([\w.-]+):(?!\/\/)\/?(.+)$/;

/** `github:team/switchboard`, which npm allows in a manifest. */
const shorthand = /^(github|gitlab|bitbucket):([\w.-]+\/[\w.-]+)$/;
const hosts: Readonly<Record<string, string>> = {
  github: 'github.com',
  gitlab: 'gitlab.com',
  bitbucket: 'bitbucket.org',
};

/**
 * An address as npm's manifests have it, without credentials.
 *
 * @example publicAddress('git@example.com:team/switchboard.git') === 'git+https://example.com/team/switchboard.git'
 * @returns nothing for a folder, and for a protocol that is neither https nor ssh
 */
export function publicAddress(address: string): string | undefined {
  const text = address.trim();
  const [, host = '', path = ''] = shorthand.exec(text) ?? [];
  if (host !== '') return `git+https://${hosts[host]}/${path}.git`;
  const [, scpHost, scpPath] = scpAddress.exec(text) ?? [];
  if (scpHost !== undefined) return publicAddress(`ssh://${scpHost}/${scpPath}`);
  const url = URL.parse(text.replace(/^git\+/, ''));
  if (url === null || !['https:', 'ssh:'].includes(url.protocol)) return undefined;
  // The port of ssh is none of https.
  const place = url.protocol === 'ssh:' ? url.hostname : url.host;
  const folder = url.pathname.replace(/\/+$/, '');
  return place === '' || folder === '' ? undefined : `git+https://${place}${folder}`;
}

/** @returns the address of the remote `origin`, if the clone has one */
function originOf(clone: string): string | undefined {
  try {
    // Only this folder's own repository: a copy inside another clone has no remote.
    const args = ['-C', clone, `--git-dir=${join(clone, '.git')}`, 'remote', 'get-url', 'origin'];
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return undefined; // No repository, or no remote.
  }
}

/**
 * The public address of the repository: the field `repository` of the root's manifest, or else the remote `origin` of the clone.
 *
 * @returns for example `git+https://example.com/team/switchboard.git`, and nothing if neither has an address that others can reach
 */
export function repositoryOf(clone: string): string | undefined {
  const { repository } = JSON.parse(readFileSync(join(clone, 'package.json'), 'utf8')) as {
    readonly repository?: string | { readonly url?: string };
  };
  const named = typeof repository === 'string' ? repository : repository?.url;
  const address = named ?? originOf(clone);
  return address === undefined ? undefined : publicAddress(address);
}
