import { createHash, createHmac } from 'node:crypto';

/** The signer of links to objects, and the address of the bucket. */
export interface BucketAccess {
  readonly bucket: string;
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string | undefined;
  };
  /** Stands in place of AWS, for example on a developer's machine. @default S3 of the region */
  readonly endpoint?: string | undefined;
}

export interface LinkRequest {
  readonly method: 'GET' | 'HEAD' | 'PUT';
  readonly key: string;
  /** How long the link holds, 1 to 604 800. */
  readonly expiresSeconds: number;
  /** The request must have exactly these headers. @default none */
  readonly headers?: Readonly<Record<string, string>>;
  /** What the answer should say, for example `response-content-disposition`. @default what the object says */
  readonly query?: Readonly<Record<string, string>>;
}

/**
 * A link with which anyone can do one thing with one object for a while, with the permissions of the signer.
 *
 * @param now epoch milliseconds
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
export function presignLink(access: BucketAccess, request: LinkRequest, now: number): string {
  const { bucket, region, credentials, endpoint = `https://s3.${region}.amazonaws.com` } = access;
  const { method, key, expiresSeconds, headers = {}, query = {} } = request;
  const { origin, host } = new URL(endpoint);
  const path = `/${[bucket, ...key.split('/')].map(encode).join('/')}`;
  const time = new Date(now).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
  const signedHeaders = sortedPairs({ ...headers, host });
  const names = signedHeaders.map(([name]) => name).join(';');
  const parameters = canonicalQuery({
    ...query,
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Content-Sha256': unsigned,
    'X-Amz-Credential': `${credentials.accessKeyId}/${scope}`,
    'X-Amz-Date': time,
    'X-Amz-Expires': String(expiresSeconds),
    ...(credentials.sessionToken === undefined ? {} : { 'X-Amz-Security-Token': credentials.sessionToken }),
    'X-Amz-SignedHeaders': names,
  });
  const headerLines = signedHeaders.map(([name, value]) => `${name}:${value}`);
  const canonical = [method, path, parameters, ...headerLines, '', names, unsigned].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  const signature = hmac(signingKey(credentials.secretAccessKey, scope), toSign).toString('hex');
  return `${origin}${path}?${parameters}&X-Amz-Signature=${signature}`;
}

/** The body is not part of the signature: it is not known when the link is made. */
const unsigned = 'UNSIGNED-PAYLOAD';

/** By code units and in lower case, as signatures want headers. */
const sortedPairs = (headers: Readonly<Record<string, string>>): readonly (readonly [string, string])[] =>
  Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), value.trim()] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));

const canonicalQuery = (query: Readonly<Record<string, string>>): string =>
  Object.entries(query)
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');

const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

const signingKey = (secret: string, scope: string): Buffer =>
  scope.split('/').reduce<string | Buffer>(hmac, `AWS4${secret}`) as Buffer;
