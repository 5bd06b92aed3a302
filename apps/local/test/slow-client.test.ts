import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from './fixture/client.ts';
import { startPlatformProcess } from './fixture/platform-process.ts';
import { memoryOf } from './fixture/processes.ts';
import { statements, writeStack } from './fixture/stack.ts';

const folder = mkdtempSync(join(tmpdir(), 'switchboard-slow-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Posts to its own connection until it is gone, at most 300 MB. */
const flood = `
const { ApiGatewayManagementApiClient, PostToConnectionCommand } = sdk('@aws-sdk/client-apigatewaymanagementapi');
exports.handler = async ({ requestContext: { connectionId: ConnectionId } }) => {
  const client = new ApiGatewayManagementApiClient({ endpoint: process.env.WEBSOCKET_ENDPOINT.replace('ws', 'http') });
  let posts = 0;
  try {
    for (; posts < 3000; posts += 1) await client.send(new PostToConnectionCommand({ ConnectionId, Data: 'x'.repeat(100_000) }));
  } catch (error) {
    console.log('ended by', error.name);
  }
};`;

describe('a client that never reads', () => {
  it('is closed, and the platform does not grow', async () => {
    const TERRAFORM_FILE = writeStack(folder, {
      flood: { code: flood, routes: { flood: false }, statements: [statements.post], timeoutSeconds: 30 },
    });
    const platform = await startPlatformProcess({ TERRAFORM_FILE });
    const client = await connect(platform.ws ?? '');
    client.socket.pause();
    const before = memoryOf(platform.pid);
    client.socket.send('{"action":"flood"}');
    expect(await platform.line(/ended by/)).toContain('GoneException');
    expect(memoryOf(platform.pid) - before).toBeLessThan(80_000_000);
    client.socket.terminate();
    await platform.end('SIGTERM');
  });
});
