import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { type BucketAccess, type LinkRequest, presignLink } from './object-links.ts';

const access: BucketAccess = {
  bucket: 'files-1',
  region: 'eu-central-1',
  credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret/+', sessionToken: 'a+b/c=' },
};

const now = Date.UTC(2026, 10, 21, 8, 0, 0, 123);

class Sha256 {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as string);
  }
  update(data: string | ArrayBuffer | ArrayBufferView) {
    this.#hash.update(data as string);
  }
  async digest() {
    return new Uint8Array(this.#hash.digest());
  }
  reset() {}
}

/** The signature that Amazon's own signer gives the same link. */
async function signatureBySdk(link: URL, { method, headers = {} }: LinkRequest): Promise<unknown> {
  const signer = new SignatureV4({
    service: 's3',
    region: access.region,
    credentials: { ...access.credentials, sessionToken: 'a+b/c=' },
    sha256: Sha256,
    uriEscapePath: false,
  });
  const query = [...link.searchParams].filter(([name]) => !name.startsWith('X-Amz-'));
  const signed = await signer.presign(
    {
      method,
      protocol: 'https:',
      hostname: link.host,
      path: link.pathname,
      query: Object.fromEntries(query),
      headers: { ...headers, host: link.host, 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD' },
    },
    { expiresIn: 600, signingDate: new Date(now), signableHeaders: new Set(Object.keys(headers)) },
  );
  return signed.query?.['X-Amz-Signature'];
}

describe('a link to an object', () => {
  it.each<[string, LinkRequest]>([
    ['a download', { method: 'GET', key: 'attachments/a b+(ü)!', expiresSeconds: 600 }],
    [
      'a download under a name',
      {
        method: 'GET',
        key: 'attachments/1',
        expiresSeconds: 600,
        query: { 'response-content-disposition': "inline; filename*=UTF-8''a%20b.png" },
      },
    ],
    [
      'an upload of a type and a size',
      {
        method: 'PUT',
        key: 'attachments/1',
        expiresSeconds: 600,
        headers: { 'content-type': 'image/png', 'content-length': '7', 'if-none-match': '*' },
      },
    ],
  ])('that is %s is signed as Amazon’s signer signs it', async (_, request) => {
    const link = new URL(presignLink(access, request, now));
    expect(link.origin).toBe('https://s3.eu-central-1.amazonaws.com');
    expect(link.searchParams.get('X-Amz-Signature')).toBe(await signatureBySdk(link, request));
  });

  it('goes to another endpoint where there is one', () => {
    const link = presignLink(
      { ...access, endpoint: 'http://localhost:4566' },
      { method: 'GET', key: 'k', expiresSeconds: 1 },
      now,
    );
    expect(link).toMatch(/^http:\/\/localhost:4566\/files-1\/k\?/);
  });
});
