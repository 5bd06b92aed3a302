import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import { text } from 'node:stream/consumers';
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { setAwsEnvironment } from '../../test/aws-environment.ts';
import { createConnectionPoster, createPostingClient, managementEndpoint } from './connection-poster.ts';
import type { ConnectionPoster } from './delivery.ts';

/** API Gateway's answers by connection id, as it sends them. */
const answers: Readonly<Record<string, { readonly status: number; readonly errorType?: string }>> = {
  open: { status: 200 },
  gone: { status: 410, errorType: 'GoneException' },
  'gone-without-name': { status: 410 },
  busy: { status: 429, errorType: 'LimitExceededException' },
  'busy-without-name': { status: 429 },
  forbidden: { status: 403, errorType: 'ForbiddenException' },
  long: { status: 413, errorType: 'PayloadTooLargeException' },
};

describe('the address that posts go to', () => {
  it('is the stage’s own, over HTTP', () => {
    const host = 'abc.execute-api.eu-central-1.amazonaws.com';
    expect(managementEndpoint(`wss://${host}/dev`)).toBe(`https://${host}/dev`);
    expect(managementEndpoint('ws://127.0.0.1:4001/local')).toBe('http://127.0.0.1:4001/local');
  });
});

describe('a post to a connection', () => {
  const bodies: string[] = [];
  const closed: string[] = [];
  let server: Server;
  let poster: ConnectionPoster;
  let client: ApiGatewayManagementApiClient;
  beforeAll(async () => {
    server = createServer(async (request, response) => {
      bodies.push(await text(request));
      if (request.method === 'DELETE') closed.push(request.url ?? '');
      const id = request.url?.match(/^\/local\/(?:@|%40)connections\/(.+)$/)?.[1] ?? '';
      const { status, errorType } = answers[id] ?? { status: 500 };
      response.writeHead(status, errorType === undefined ? {} : { 'x-amzn-ErrorType': errorType });
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = new ApiGatewayManagementApiClient({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/local`,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    });
    poster = createConnectionPoster(client);
  });
  afterAll(() => {
    client.destroy();
    server.close();
  });

  it('sends the data as it is', async () => {
    await expect(poster.post('open', '{"event":"pong"}')).resolves.toBe('posted');
    expect(bodies.at(-1)).toBe('{"event":"pong"}');
  });

  it.each([
    ['gone', 'gone'],
    ['gone-without-name', 'gone'],
    ['busy', 'throttled'],
    ['busy-without-name', 'throttled'],
  ])('to one that is %s is %s', async (connectionId, outcome) => {
    await expect(poster.post(connectionId, '{}')).resolves.toBe(outcome);
  });

  it('can close a connection, and one that is closed already', async () => {
    await expect(poster.close('open')).resolves.toBeUndefined();
    await expect(poster.close('gone')).resolves.toBeUndefined();
    expect(closed.map((url) => decodeURIComponent(url))).toEqual([
      '/local/@connections/open',
      '/local/@connections/gone',
    ]);
    await expect(poster.close('forbidden')).rejects.toThrow();
  });

  it.each(['forbidden', 'long', 'broken'])('throws what else went wrong: %s', async (connectionId) => {
    await expect(poster.post(connectionId, '{}')).rejects.toThrow();
  });
});

describe('a gateway that does not answer', () => {
  it('fails a post within two seconds or so', async () => {
    setAwsEnvironment();
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const client = createPostingClient(`ws://127.0.0.1:${(silent.address() as AddressInfo).port}/local`);
    const startedAt = performance.now();
    await expect(createConnectionPoster(client).post('open', '{}')).rejects.toThrow();
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    client.destroy();
    silent.closeAllConnections();
    silent.close();
  });
});
