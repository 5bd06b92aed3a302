import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What is signed of a request. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The `Authorization` header of Signature Version 4, taken apart. */
export interface Authorization {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const header =
  /^AWS4-HMAC-SHA256 Credential=([^/,]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request,\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]+)$/;

export function parseAuthorization(value: string | undefined): Authorization | undefined {
  const [, accessKeyId, date, region, service, signedHeaders, signature] = header.exec(value ?? '') ?? [];
  if (!accessKeyId || !date || !region || !service || !signedHeaders || !signature) return undefined;
  return { accessKeyId, date, region, service, signedHeaders: signedHeaders.split(';'), signature };
}

/** How far the clock of a caller may be off, in milliseconds. AWS allows 5 minutes for most services. */
const clockSkewMs = 5 * 60_000;

/** What stands in place of the body's hash where the body is not signed: it is sent in chunks, or by a link. */
const unsignedPayload = /^(UNSIGNED-PAYLOAD|STREAMING-.*)$/;

/**
 * Whether a request was signed with a secret, by AWS Signature Version 4.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function isSignedWith(
  secret: string,
  request: SignedRequest,
  authorization: Authorization,
  now: number,
): boolean {
  const timestamp = headerText(request.headers['x-amz-date']);
  if (!timestamp.startsWith(authorization.date) || Math.abs(now - parseTimestamp(timestamp)) > clockSkewMs)
    return false;
  const payloadHash = sha256(request.body);
  const declaredHash = headerText(request.headers['x-amz-content-sha256']);
  // Only what was hashed is signed: a body that was swapped underneath a declared hash is refused.
  if (declaredHash !== '' && !unsignedPayload.test(declaredHash) && declaredHash !== payloadHash)
    return false;
  return hasSignature(secret, request, authorization, {
    timestamp,
    payloadHash: declaredHash || payloadHash,
  });
}

/** A signature that was read out of an address. */
export interface SignedAddress {
  readonly authorization: Authorization;
  /** The request as it was signed: without the signature itself. */
  readonly signed: SignedRequest;
  /** As in `X-Amz-Date`. */
  readonly timestamp: string;
}

/** Whether an address was signed with a secret; how long it holds is another matter. */
export const isPresignedWith = (
  secret: string,
  { signed, authorization, timestamp }: SignedAddress,
): boolean => hasSignature(secret, signed, authorization, { timestamp, payloadHash: 'UNSIGNED-PAYLOAD' });

function hasSignature(
  secret: string,
  request: SignedRequest,
  authorization: Authorization,
  { timestamp, payloadHash }: { timestamp: string; payloadHash: string },
): boolean {
  const { date, region, service } = authorization;
  const canonical = canonicalRequest(request, authorization, payloadHash);
  const scope = `${date}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', timestamp, scope, sha256(canonical)].join('\n');
  return isSignatureOf(secret, toSign, authorization);
}

/** Whether a text was signed with a secret: a canonical request, or the policy of a form. */
export function isSignatureOf(
  secret: string,
  text: string,
  { date, region, service, signature }: Pick<Authorization, 'date' | 'region' | 'service' | 'signature'>,
): boolean {
  const expected = hmac(signingKey(secret, date, region, service), text);
  const given = Buffer.from(signature, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function canonicalRequest(
  request: SignedRequest,
  { service, signedHeaders }: Authorization,
  payloadHash: string,
): string {
  const [path = '/', query = ''] = request.url.split(/\?(.*)/s);
  return [
    request.method,
    canonicalPath(path, service),
    canonicalQuery(query),
    ...signedHeaders.map((name) => `${name}:${headerText(request.headers[name]).trim().replace(/ +/g, ' ')}`),
    '',
    signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
}

/** Every service but S3 signs the path without `.`, `..` and empty segments, and encoded once more than it was sent. */
function canonicalPath(path: string, service: string): string {
  if (service === 's3') return path;
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(encode(segment));
  }
  return `/${segments.join('/')}${segments.length > 0 && path.endsWith('/') ? '/' : ''}`;
}

function canonicalQuery(query: string): string {
  if (query === '') return '';
  return query
    .split('&')
    .map((pair) =>
      pair.split(/=(.*)/s, 2).map((part) => encode(decodeURIComponent(part.replaceAll('+', ' ')))),
    )
    .map(([name = '', value = '']) => ({ name, value }))
    .sort((a, b) => compare(a.name, b.name) || compare(a.value, b.value))
    .map(({ name, value }) => `${name}=${value}`)
    .join('&');
}

/** By code units: the language's rules have no say here. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const encode = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const headerText = (value: string | readonly string[] | undefined): string =>
  typeof value === 'string' ? value : (value ?? []).join(',');

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');

const signingKey = (secret: string, date: string, region: string, service: string): Buffer => {
  const scope = `${secret} ${date} ${region} ${service}`;
  const known = signingKeys.get(scope);
  if (known) return known;
  const key = [region, service, 'aws4_request'].reduce(hmac, hmac(`AWS4${secret}`, date));
  if (signingKeys.size >= mostSigningKeys) signingKeys.clear();
  signingKeys.set(scope, key);
  return key;
};

/** A key holds for a day, a region and a service: few are needed again and again. */
const signingKeys = new Map<string, Buffer>();
const mostSigningKeys = 1000;

const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

/** Reads `20261121T080000Z`, to epoch milliseconds. */
export function parseTimestamp(timestamp: string): number {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(timestamp) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
