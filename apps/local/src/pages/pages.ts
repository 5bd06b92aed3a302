import { createReadStream, existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { RequestListener, ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { lookup } from 'mrmime';

export interface PagesOptions {
  /** The folders that pages were built to: the first one that has a file serves it. */
  readonly folders: readonly string[];
  /** What `/config.json` says. */
  readonly config: Readonly<Record<string, string | null>>;
  /** What is added to the end of every page. @default nothing */
  readonly addition?: string;
}

/** Serves the built pages and tells them where the platform is. */
export function createPages({ folders, config, addition = '' }: PagesOptions): RequestListener {
  return (request, response) => {
    const path = pathOf(request.url ?? '/');
    if (request.method !== 'GET' && request.method !== 'HEAD') return void response.writeHead(405).end();
    if (path === '/config.json') return sendConfig(response, config);
    const name = path.endsWith('/') ? `${path}index.html` : path;
    const files = folders.map((folder) => join(folder, name));
    void sendPage(response, files, {
      path,
      query: queryOf(request.url ?? '/'),
      headersOnly: request.method === 'HEAD',
      addition,
    });
  };
}

interface PageRequest {
  readonly path: string;
  /** With its `?`; empty where there is none. */
  readonly query: string;
  readonly headersOnly: boolean;
  readonly addition: string;
}

/** Sends a file, or says that the address of a folder ends with a slash. */
async function sendPage(
  response: ServerResponse,
  files: readonly string[],
  request: PageRequest,
): Promise<void> {
  const file = files.find((candidate) => existsSync(candidate)) ?? files[0] ?? '';
  const isFolder = await stat(file).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) response.writeHead(308, { location: `${request.path}/${request.query}` }).end();
  else await sendFile(response, file, request);
}

const queryOf = (url: string): string => /\?[^#]*/.exec(url)?.[0] ?? '';

/** The path within the folder: what would lead out of it does not. */
function pathOf(url: string): string {
  try {
    return normalize(decodeURIComponent(new URL(url, 'http://host').pathname));
  } catch {
    return '/not-found';
  }
}

const sendConfig = (response: ServerResponse, config: PagesOptions['config']): void => {
  response
    .writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(config));
};

async function sendFile(
  response: ServerResponse,
  file: string,
  { headersOnly, addition }: PageRequest,
): Promise<void> {
  const isPage = extname(file) === '.html';
  const size = await stat(file).then(
    (found) => (found.isFile() ? found.size : undefined),
    () => undefined,
  );
  if (size === undefined) {
    response
      .writeHead(404, { 'content-type': 'text/plain' })
      .end('Not found. Pages are built by `npm run build`.\n');
    return;
  }
  response.writeHead(200, {
    'content-type': contentTypeOf(file),
    'content-length': isPage ? size + Buffer.byteLength(addition) : size,
    'x-content-type-options': 'nosniff',
    // Assets carry a hash of their content in their names; the page that names them does not.
    'cache-control': isPage ? 'no-cache' : 'public, max-age=3600',
  });
  if (headersOnly) return void response.end();
  // A browser that closes the connection early is not a failure of the platform.
  await pipeline(createReadStream(file), response, { end: false }).catch(() => {});
  response.end(isPage ? addition : '');
}

/** A script on a page of another encoding is read in ours. */
function contentTypeOf(path: string): string {
  const type = lookup(path) ?? 'application/octet-stream';
  return type.startsWith('text/') ? `${type}; charset=utf-8` : type;
}
