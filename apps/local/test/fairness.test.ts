import { connect } from './fixture/client.ts';
import { startTestPlatform, type TestPlatform } from './fixture/platform.ts';

let platform: TestPlatform;

beforeAll(async () => {
  const code = `exports.handler = async ({ body }) => {
    await new Promise((resolve) => setTimeout(resolve, 30));
    return { statusCode: 200, body };
  };`;
  platform = await startTestPlatform({ work: { routes: { work: true }, code } }, { maximumProcesses: 4 });
  await platform.warm;
});

afterAll(() => platform.stop());

describe('a connection that floods the platform', () => {
  it('waits for itself, and does not make others wait', async () => {
    const flooding = await connect(platform.addresses.ws ?? '');
    const other = await connect(platform.addresses.ws ?? '');
    for (let index = 0; index < 60; index += 1)
      flooding.socket.send(JSON.stringify({ action: 'work', index }));
    await flooding.next();
    const answered = flooding.frames.length;
    other.socket.send(JSON.stringify({ action: 'work' }));
    await other.next();
    expect(flooding.frames.length - answered).toBeLessThan(10);
    // Every message of the flood is answered in the end.
    for (let index = 1; index < 60; index += 1) await flooding.next();
    flooding.socket.close();
    other.socket.close();
  });
});
