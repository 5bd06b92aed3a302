import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { developer, startTestPlatform, type TestPlatform } from './fixture/platform.ts';

let platform: TestPlatform;
let http: string;

beforeAll(async () => {
  platform = await startTestPlatform({
    echo: {
      httpRoutes: {
        'POST /things': 'NONE',
        'POST /users/{userId}/things': 'AWS_IAM',
        'GET /{proxy+}': 'NONE',
      },
      code: `exports.handler = async (event) => ({ statusCode: 201, headers: { 'X-Kind': 'echo' }, body: JSON.stringify(event) });`,
    },
    plain: { httpRoutes: { 'POST /plain': 'NONE' }, code: `exports.handler = async () => ({ ok: true });` },
    failing: {
      httpRoutes: { 'POST /failing': 'NONE' },
      code: `exports.handler = async () => { throw new Error('boom'); };`,
    },
  });
  http = platform.addresses.http ?? '';
});

afterAll(() => platform.stop());

const post = (path: string, options: RequestInit = {}) =>
  fetch(http + path, {
    method: 'POST',
    body: '{"a":1}',
    ...options,
    headers: { 'content-type': 'application/json', ...options.headers },
  });

/** A request that is signed as the developer. */
async function signed(path: string, secretAccessKey = developer.secretAccessKey): Promise<Response> {
  const { hostname, host, port } = new URL(http);
  const signer = new SignatureV4({
    service: 'execute-api',
    region: 'eu-central-1',
    credentials: { ...developer, secretAccessKey },
    sha256: Sha256,
  });
  const request = await signer.sign({
    method: 'POST',
    protocol: 'http:',
    hostname,
    port: Number(port),
    path,
    query: {},
    headers: { host, 'content-type': 'application/json' },
    body: '{"a":1}',
  });
  return post(path, { headers: request.headers });
}

describe('a request', () => {
  it('reaches its function as payload format 2.0', async () => {
    const response = await post('/things?color=red&color=blue');
    expect(response.status).toBe(201);
    expect(response.headers.get('x-kind')).toBe('echo');
    expect(await response.json()).toMatchObject({
      version: '2.0',
      routeKey: 'POST /things',
      rawPath: '/things',
      rawQueryString: 'color=red&color=blue',
      queryStringParameters: { color: 'red,blue' },
      headers: { 'content-type': 'application/json' },
      requestContext: {
        accountId: '000000000000',
        http: { method: 'POST', path: '/things', sourceIp: '127.0.0.1' },
        routeKey: 'POST /things',
        stage: '$default',
      },
      body: '{"a":1}',
      isBase64Encoded: false,
    });
  });

  it('whose body is not text reaches it in Base64', async () => {
    const event = await (
      await post('/things', { headers: { 'content-type': 'image/png' }, body: 'png' })
    ).json();
    expect(event).toMatchObject({ body: Buffer.from('png').toString('base64'), isBase64Encoded: true });
  });

  it('that no route takes is not found', async () => {
    const response = await post('/nothing');
    expect([response.status, await response.json()]).toEqual([404, { message: 'Not Found' }]);
  });

  it('whose function fails gets an internal server error', async () => {
    const response = await post('/failing');
    expect([response.status, await response.json()]).toEqual([500, { message: 'Internal Server Error' }]);
  });

  it('gets what a function returns as it is, where that is no response', async () => {
    const response = await post('/plain');
    expect([response.status, await response.json()]).toEqual([200, { ok: true }]);
  });

  it('may come from a page of an allowed origin', async () => {
    const preflight = await fetch(`${http}/things`, {
      method: 'OPTIONS',
      headers: { origin: 'http://page', 'access-control-request-method': 'POST' },
    });
    expect([preflight.status, preflight.headers.get('access-control-allow-methods')]).toEqual([204, 'POST']);
    const response = await post('/things', { headers: { origin: 'http://page' } });
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });
});

describe('a route that IAM guards', () => {
  it('accepts a signed request, and tells the function the caller', async () => {
    const event = await (await signed('/users/ann%40home/things')).json();
    expect(event).toMatchObject({
      pathParameters: { userId: 'ann@home' },
      requestContext: {
        authorizer: { iam: { userArn: 'arn:aws:iam::000000000000:root', accessKey: 'local' } },
      },
    });
  });

  it.each([
    ['signs with another secret', () => signed('/users/ann/things', 'wrong')],
    ['does not sign', () => post('/users/ann/things')],
  ])('refuses who %s', async (_who, send) => {
    const response = await send();
    expect([response.status, await response.json()]).toEqual([403, { message: 'Forbidden' }]);
  });
});
