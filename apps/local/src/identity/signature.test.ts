import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import * as fc from 'fast-check';
import { isSignedWith, parseAuthorization } from './signature.ts';

const now = Date.UTC(2026, 10, 21, 8);
const signer = new SignatureV4({
  service: 'execute-api',
  region: 'eu-central-1',
  credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
  sha256: Sha256,
});

/** A request that the SDK's own signer has signed. */
async function signedRequest(path: string, query: Record<string, string>, body: string) {
  const { headers } = await signer.sign(
    {
      method: 'POST',
      protocol: 'http:',
      hostname: 'host',
      path,
      query,
      headers: { host: 'host', 'x-extra': '  two   spaces ' },
      body,
    },
    { signingDate: new Date(now) },
  );
  const search = Object.entries(query).map((pair) => pair.map(encodeURIComponent).join('='));
  const url = search.length > 0 ? `${path}?${search.join('&')}` : path;
  return { method: 'POST', url, headers, body: Buffer.from(body) };
}

const verify = (request: Awaited<ReturnType<typeof signedRequest>>, secret = 'secret', at = now): boolean => {
  const authorization = parseAuthorization(request.headers.authorization);
  return authorization !== undefined && isSignedWith(secret, request, authorization, at);
};

/** The SDK's signer loses a parameter of the name `__proto__`. */
const parameterName = fc.string({ minLength: 1 }).filter((name) => name !== '__proto__');

describe('a signature', () => {
  it("of the SDK's signer is good, whatever path, query and body", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme', minLength: 1 }).map(encodeURIComponent), { maxLength: 3 }),
        fc.dictionary(parameterName, fc.string(), { maxKeys: 3 }),
        fc.string(),
        async (segments, query, body) => {
          expect(verify(await signedRequest(`/${segments.join('/')}`, query, body))).toBe(true);
        },
      ),
      { numRuns: 60 },
    ));

  it.each(['/a/./b', '/a/../b', '/a//b/', '/.', '/..', '//'])('is good over the path %s', async (path) => {
    expect(verify(await signedRequest(path, {}, ''))).toBe(true);
  });

  it('is good where one name of the query begins with another', async () => {
    expect(verify(await signedRequest('/', { k: '', 'k ': '' }, ''))).toBe(true);
  });

  it('is bad with another secret, path, query, header or body, and when it is old', async () => {
    const request = await signedRequest('/stage/@connections/a%3D', { a: 'b' }, '{}');
    expect(verify(request)).toBe(true);
    const changed = [
      { ...request, url: '/stage/@connections/b%3D?a=b' },
      { ...request, url: '/stage/@connections/a%3D?a=c' },
      { ...request, method: 'GET' },
      { ...request, headers: { ...request.headers, 'x-extra': 'other' } },
      { ...request, body: Buffer.from('{"a":1}') },
    ];
    expect(changed.map((other) => verify(other))).toEqual([false, false, false, false, false]);
    expect(verify(request, 'other')).toBe(false);
    expect(verify(request, 'secret', now + 6 * 60_000)).toBe(false);
  });
});
