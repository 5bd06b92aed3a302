import type { ServiceResponse } from '../door/service.ts';
import { xmlDocument } from '../xml.ts';
import type { Buckets } from './buckets.ts';
import { requireChecksums } from './checksums.ts';
import { readChunkedBody } from './chunked-body.ts';
import type { ObjectDescription } from './object-store.ts';
import { noSuchKey, preconditionFailed, s3Error } from './s3-error.ts';
import { headerText, type S3Request } from './s3-request.ts';

const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** The headers of a request that S3 keeps with an object and gives back. */
const keptHeaders = [
  'content-type',
  'content-disposition',
  'content-encoding',
  'content-language',
  'cache-control',
  'expires',
];

/** S3's limits, in bytes. */
const longestKeyBytes = 1024;
const largestMetadataBytes = 2048;

/** @throws {RequestError} where the body is not what its checksums say, where a condition does not hold, or where a limit is passed */
export async function putObject(buckets: Buckets, request: S3Request): Promise<ServiceResponse> {
  const { bucket, key, headers } = request;
  const { body, trailers } = isChunked(request)
    ? readChunkedBody(request.body)
    : { body: request.body, trailers: {} };
  requireChecksums(body, { ...headers, ...trailers });
  requireLimits(key, headers);
  requireCondition(request, buckets.find(bucket, key));
  const { etag } = await buckets.put({ bucket, key, headers: headersToKeep(headers) }, body, 'Put');
  return { status: 200, headers: { etag: `"${etag}"` }, body: '' };
}

export async function copyObject(
  buckets: Buckets,
  { bucket, key, headers }: S3Request,
): Promise<ServiceResponse> {
  const source = sourceOf(headers);
  const original = source && buckets.find(source.bucket, source.key);
  const body = source && (await buckets.read(source.bucket, source.key));
  if (!original || !body) throw noSuchKey();
  const replaces = headerText(headers, 'x-amz-metadata-directive') === 'REPLACE';
  const kept = replaces ? headersToKeep(headers) : original.headers;
  const { etag, modifiedAt } = await buckets.put({ bucket, key, headers: kept }, body, 'Copy');
  return xml(`CopyObjectResult xmlns="${namespace}"`, { LastModified: iso(modifiedAt), ETag: `"${etag}"` });
}

/** The object that a copy is made of. */
export function sourceOf(headers: S3Request['headers']): { bucket: string; key: string } | undefined {
  const source = decodeURIComponent(headerText(headers, 'x-amz-copy-source') ?? '').replace(/^\//, '');
  const [, bucket, key] = /^([^/]+)\/(.+)$/s.exec(source) ?? [];
  return bucket && key ? { bucket, key } : undefined;
}

/**
 * Answers GET and HEAD.
 *
 * @param mayList whether the caller may list the bucket: a caller who may not is not told that an object is missing
 */
export async function getObject(
  buckets: Buckets,
  request: S3Request,
  mayList: boolean,
): Promise<ServiceResponse> {
  const { bucket, key, method, query } = request;
  const object = buckets.find(bucket, key);
  if (!object) throw mayList ? noSuchKey() : s3Error(403, 'AccessDenied', 'Access Denied');
  const etag = `"${object.etag}"`;
  const wanted = headerText(request.headers, 'if-match');
  if (wanted !== undefined && wanted !== etag) throw preconditionFailed();
  if (headerText(request.headers, 'if-none-match') === etag)
    return { status: 304, headers: { etag }, body: '' };
  const headers = {
    ...object.headers,
    ...overrides(query),
    etag,
    'last-modified': new Date(object.modifiedAt).toUTCString(),
    'accept-ranges': 'bytes',
  };
  if (method === 'HEAD') {
    return { status: 200, headers: { ...headers, 'content-length': String(object.sizeBytes) }, body: '' };
  }
  const body = (await buckets.read(bucket, key)) ?? Buffer.alloc(0);
  const range = rangeOf(request, body.length);
  if (!range) return { status: 200, headers, body };
  return {
    status: 206,
    headers: { ...headers, 'content-range': `bytes ${range.first}-${range.last}/${body.length}` },
    body: body.subarray(range.first, range.last + 1),
  };
}

export async function deleteObject(buckets: Buckets, { bucket, key }: S3Request): Promise<ServiceResponse> {
  await buckets.delete(bucket, key);
  return { status: 204, headers: {}, body: '' };
}

/** The keys that a request to delete several objects names. */
export const keysToDelete = ({ body }: S3Request): readonly string[] =>
  [...body.toString('utf8').matchAll(/<Key>([\s\S]*?)<\/Key>/g)].map(([, key = '']) => unescapeXml(key));

export async function deleteObjects(buckets: Buckets, request: S3Request): Promise<ServiceResponse> {
  const keys = keysToDelete(request);
  for (const key of keys) await buckets.delete(request.bucket, key);
  return xml(`DeleteResult xmlns="${namespace}"`, { Deleted: keys.map((Key) => ({ Key })) });
}

const mostListed = 1000;

/** Answers ListObjectsV2. A token to go on is the last key or common prefix, in Base64. */
export function listObjects(buckets: Buckets, { bucket, query }: S3Request): ServiceResponse {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const limit = Math.min(Number(query.get('max-keys') ?? mostListed), mostListed);
  const token = query.get('continuation-token');
  let after =
    token === null ? (query.get('start-after') ?? '') : Buffer.from(token, 'base64').toString('utf8');
  const contents: ObjectDescription[] = [];
  const prefixes = new Set<string>();
  let isTruncated = false;
  for (;;) {
    const [object] = buckets.list(bucket, { prefix, after, limit: 1 });
    if (!object) break;
    if (contents.length + prefixes.size >= limit) {
      isTruncated = true;
      break;
    }
    const end = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length);
    if (end < 0) {
      contents.push(object);
      after = object.key;
    } else {
      const common = object.key.slice(0, end + delimiter.length);
      prefixes.add(common);
      // On behind everything that begins with it.
      after = `${common}\u{10FFFF}`;
    }
  }
  return xml(`ListBucketResult xmlns="${namespace}"`, {
    Name: bucket,
    Prefix: prefix,
    MaxKeys: limit,
    KeyCount: contents.length + prefixes.size,
    IsTruncated: isTruncated,
    ...(isTruncated ? { NextContinuationToken: Buffer.from(after).toString('base64') } : {}),
    Contents: contents.map(({ key, etag, sizeBytes, modifiedAt }) => ({
      Key: key,
      LastModified: iso(modifiedAt),
      ETag: `"${etag}"`,
      Size: sizeBytes,
      StorageClass: 'STANDARD',
    })),
    CommonPrefixes: [...prefixes].map((Prefix) => ({ Prefix })),
  });
}

const isChunked = ({ headers }: S3Request): boolean =>
  headerText(headers, 'x-amz-content-sha256')?.startsWith('STREAMING-') ?? false;

export function requireLimits(key: string, headers: S3Request['headers']): void {
  if (Buffer.byteLength(key) > longestKeyBytes) throw s3Error(400, 'KeyTooLongError', 'Your key is too long');
  const metadata = Object.entries(headers).filter(([name]) => name.startsWith('x-amz-meta-'));
  const sizeBytes = metadata.reduce((sum, [name, value]) => sum + name.length - 11 + String(value).length, 0);
  if (sizeBytes > largestMetadataBytes) {
    throw s3Error(400, 'MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size');
  }
}

function requireCondition({ headers }: S3Request, existing: ObjectDescription | undefined): void {
  const match = headerText(headers, 'if-match');
  if (headerText(headers, 'if-none-match') === '*' && existing) throw preconditionFailed();
  if (match !== undefined && match !== `"${existing?.etag}"`) throw preconditionFailed();
}

export function headersToKeep(headers: S3Request['headers']): Record<string, string> {
  const kept = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    value !== undefined && (keptHeaders.includes(name) || name.startsWith('x-amz-meta-'))
      ? [[name, String(value)]]
      : [],
  );
  // Headers of the transfer are not part of the object.
  return Object.fromEntries(
    kept.filter(([name, value]) => name !== 'content-encoding' || value !== 'aws-chunked'),
  );
}

/** A link may say with which headers its object is given. */
const overrides = (query: URLSearchParams): Record<string, string> =>
  Object.fromEntries(
    [...query]
      .filter(([name]) => name.startsWith('response-'))
      .map(([name, value]) => [name.slice('response-'.length), value]),
  );

function rangeOf({ headers }: S3Request, length: number): { first: number; last: number } | undefined {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(headerText(headers, 'range') ?? '') ?? [];
  if (from === undefined || (from === '' && to === '')) return undefined;
  const first = from === '' ? Math.max(0, length - Number(to)) : Number(from);
  const last = from === '' || to === '' ? length - 1 : Math.min(Number(to), length - 1);
  if (first >= length) throw s3Error(416, 'InvalidRange', 'The requested range is not satisfiable');
  return { first, last };
}

const iso = (at: number): string => new Date(at).toISOString();

const xml = (root: string, elements: Parameters<typeof xmlDocument>[1]): ServiceResponse => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: xmlDocument(root, elements),
});

const unescapeXml = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replace(/&#(x?)([\da-f]+);/gi, (_reference, x: string, digits: string) =>
      String.fromCodePoint(Number.parseInt(digits, x ? 16 : 10)),
    )
    .replaceAll('&amp;', '&');
