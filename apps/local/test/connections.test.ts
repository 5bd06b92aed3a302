import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { connect } from './fixture/client.ts';
import { developer, startTestPlatform, type TestPlatform } from './fixture/platform.ts';
import { until } from './fixture/until.ts';

let platform: TestPlatform;

beforeAll(async () => {
  platform = await startTestPlatform({
    echo: {
      routes: { echo: true },
      code: `exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });`,
    },
    leave: {
      routes: { $disconnect: false },
      code: `exports.handler = async ({ requestContext: { disconnectStatusCode, disconnectReason } }) => console.log('left with', disconnectStatusCode, disconnectReason);`,
    },
  });
});

afterAll(() => platform.stop());

const management = (secretAccessKey = developer.secretAccessKey) =>
  new ApiGatewayManagementApiClient({
    endpoint: platform.addresses.ws?.replace('ws:', 'http:') ?? '',
    region: 'eu-central-1',
    credentials: { ...developer, secretAccessKey },
    maxAttempts: 1,
  });

async function open() {
  const client = await connect(platform.addresses.ws ?? '');
  client.socket.send('{"action":"echo"}');
  const { requestContext } = (await client.next()) as { requestContext: { connectionId: string } };
  return { client, ConnectionId: requestContext.connectionId };
}

describe('@connections, with the real SDK client', () => {
  it('posts to a connection', async () => {
    const { client, ConnectionId } = await open();
    await management().send(new PostToConnectionCommand({ ConnectionId, Data: '{"hi":1}' }));
    expect(await client.next()).toEqual({ hi: 1 });
    client.socket.close();
  });

  it('tells of a connection', async () => {
    const { client, ConnectionId } = await open();
    expect(await management().send(new GetConnectionCommand({ ConnectionId }))).toMatchObject({
      ConnectedAt: expect.any(Date),
      LastActiveAt: expect.any(Date),
      Identity: { SourceIp: '127.0.0.1' },
    });
    client.socket.close();
  });

  it('closes a connection, and says that it is gone from then on', async () => {
    const { client, ConnectionId } = await open();
    await management().send(new DeleteConnectionCommand({ ConnectionId }));
    await client.closed;
    await expect(
      management().send(new PostToConnectionCommand({ ConnectionId, Data: '{}' })),
    ).rejects.toMatchObject({ name: 'GoneException', $metadata: { httpStatusCode: 410 } });
  });

  it('refuses a message over 128 KB', async () => {
    const { client, ConnectionId } = await open();
    await expect(
      management().send(new PostToConnectionCommand({ ConnectionId, Data: 'x'.repeat(128 * 1024 + 1) })),
    ).rejects.toMatchObject({ name: 'PayloadTooLargeException', $metadata: { httpStatusCode: 413 } });
    client.socket.close();
  });

  it('refuses a signature with another secret', async () => {
    await expect(
      management('wrong').send(new PostToConnectionCommand({ ConnectionId: 'x=', Data: '{}' })),
    ).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });
});

describe('$disconnect', () => {
  it.each([
    ['a code and a reason', 4001, 'bye', 'left with 4001 bye'],
    ['no code', undefined, undefined, 'left with 1005 Client-side close frame status not set'],
  ])('tells of a close with %s', async (_with, code, reason, line) => {
    const { client } = await open();
    client.socket.close(code, reason);
    await until(() => platform.logged.find((logged) => logged.endsWith(line)));
  });

  it.each([
    ['of a client that is still there', false],
    ['of a client that has just left, the last one', true],
  ])('is brought to its end when the platform stops: %s', async (_who, leavesBefore) => {
    const folder = mkdtempSync(join(tmpdir(), 'leaving-'));
    const begun = join(folder, 'begun');
    const stopping = await startTestPlatform({
      leave: {
        routes: { $disconnect: false },
        code: `exports.handler = async () => {
          require('node:fs').writeFileSync(${JSON.stringify(begun)}, '');
          await new Promise((resolve) => setTimeout(resolve, 300));
          console.log('away');
        };`,
      },
    });
    const client = await connect(String(stopping.addresses.ws));
    if (leavesBefore) {
      client.socket.close();
      await until(() => existsSync(begun));
    }
    await stopping.stop();
    rmSync(folder, { recursive: true });
    expect(stopping.logged).toContainEqual(expect.stringMatching(/away$/));
  });
});
