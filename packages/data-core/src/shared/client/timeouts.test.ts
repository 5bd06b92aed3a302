import { createServer, type Server, type Socket } from 'node:net';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { createDocumentClient, type DocumentClientOptions } from './document-client.ts';

const servers: Server[] = [];
const sockets: Socket[] = [];

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

/** A server that accepts connections and then does what `serve` does, or nothing. */
async function listen(serve: (socket: Socket) => void = () => {}) {
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    serve(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
}

const quick = { requestTimeoutMs: 60, connectionTimeoutMs: 60 };

async function failureOf(endpoint: string, options: DocumentClientOptions) {
  const client = createDocumentClient({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    ...options,
  });
  const startedMs = performance.now();
  const error: unknown = await client
    .send(new GetCommand({ TableName: 'some.table', Key: { key: 'k' } }))
    .catch((reason: unknown) => reason);
  client.destroy();
  return { error, tookMs: performance.now() - startedMs };
}

const timedOut = (attempts: number) => ({
  name: 'TimeoutError',
  message: expect.stringContaining('(table some.table)'),
  $metadata: { attempts },
});

describe('a server that does not answer', () => {
  it('is given up after the tries that were asked for', async () => {
    const { error } = await failureOf(await listen(), { ...quick, maxAttempts: 4 });
    expect(error).toMatchObject(timedOut(4));
    expect(sockets).toHaveLength(4);
  });

  it('is given up by default within the ten seconds of a function, after three tries', async () => {
    const { error, tookMs } = await failureOf(await listen(), {});
    expect(error).toMatchObject(timedOut(3));
    expect(tookMs).toBeGreaterThan(3 * 1500 - 100);
    expect(tookMs).toBeLessThan(8000);
  });

  it('is given up where it begins an answer and stalls', async () => {
    const endpoint = await listen((socket) => {
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"It'));
    });
    const { error } = await failureOf(endpoint, { ...quick, maxAttempts: 2 });
    expect(error).toMatchObject(timedOut(2));
  });
});

it.each([
  ['requestTimeoutMs', { requestTimeoutMs: 0 }],
  ['connectionTimeoutMs', { connectionTimeoutMs: 0.5 }],
  ['maxAttempts', { maxAttempts: -1 }],
  ['requestTimeout', { requestTimeout: 5 } as object],
])('refuses a wrong %s by name', (option, options) => {
  expect(() => createDocumentClient(options)).toThrow(option);
});
