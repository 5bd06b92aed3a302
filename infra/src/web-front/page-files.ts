import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { lookup } from 'mrmime';

/** A file of the built pages, as it is served. */
export interface PageFile {
  /** Its path in the address, without a slash in front: `console/index.html`. */
  readonly key: string;
  /** Where it lies. */
  readonly path: string;
  readonly contentType: string;
  readonly cacheControl: string;
  readonly sha256: string;
}

/** The pages have not been built: nothing was synthesised. */
export class PagesMissingError extends Error {
  override readonly name = 'PagesMissingError';
  readonly code = 'infra.pagesMissing';
}

/** The bundler puts a hash of the content into these names: what is once loaded never changes. */
const hashedName = /-[A-Z0-9]{8}\.\w+(\.map)?$/;

/**
 * Lists the files of the built pages, sorted by key.
 *
 * @throws {PagesMissingError} if the folder has no `index.html`
 */
export function listPageFiles(folder: string): readonly PageFile[] {
  if (!existsSync(join(folder, 'index.html'))) {
    throw new PagesMissingError(`${folder} has no index.html. Run \`npm run build\` first.`);
  }
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const key = relative(folder, path).replaceAll(sep, '/');
      return {
        key,
        path,
        contentType: contentTypeOf(key),
        cacheControl: cacheControlOf(key),
        sha256: createHash('sha256').update(readFileSync(path)).digest('hex'),
      };
    })
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Pages are asked for at every visit, and so is a service worker, which decides about all else. */
function cacheControlOf(key: string): string {
  if (hashedName.test(key)) return 'public, max-age=31536000, immutable';
  return /\.html$|(^|\/)(sw|service-worker)\.js$/.test(key) ? 'no-cache' : 'public, max-age=3600';
}

/** A script on a page of another encoding is read in ours. */
function contentTypeOf(key: string): string {
  const type = lookup(key) ?? 'application/octet-stream';
  return type.startsWith('text/') ? `${type}; charset=utf-8` : type;
}
