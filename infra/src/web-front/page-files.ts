import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

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

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.mp3': 'audio/mpeg',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};

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
        contentType: contentTypes[extname(key)] ?? 'application/octet-stream',
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
