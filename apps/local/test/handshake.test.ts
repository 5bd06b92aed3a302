import { once } from 'node:events';
import { request } from 'node:http';
import { startTestPlatform, type TestPlatform } from './fixture/platform.ts';
import { until } from './fixture/until.ts';

let platform: TestPlatform;

beforeAll(async () => {
  platform = await startTestPlatform({
    connect: {
      routes: { $connect: true },
      code: `exports.handler = async (event) => {
        console.log('connected', event.queryStringParameters.user);
        await new Promise((resolve) => setTimeout(resolve, Number(event.queryStringParameters.waitMs ?? 0)));
        return { statusCode: 200 };
      };`,
    },
    disconnect: {
      routes: { $disconnect: false },
      code: `exports.handler = async ({ requestContext }) => { console.log('disconnected', requestContext.disconnectStatusCode); };`,
    },
  });
});

afterAll(() => platform.stop());

const good = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': Buffer.alloc(16).toString('base64'),
};

/** Asks for an upgrade with these headers; the request is left open. */
function ask(query: string, headers: Record<string, string>, method = 'GET') {
  const url = `${platform.addresses.ws?.replace('ws:', 'http:')}?${query}`;
  const asked = request(url, { method, headers });
  asked.on('error', () => {});
  asked.end();
  return asked;
}

describe('a handshake that no WebSocket can come of', () => {
  it.each([
    ['without a key', { ...good, 'sec-websocket-key': 'short' }, 'GET', 400],
    ['of another version', { ...good, 'sec-websocket-version': '7' }, 'GET', 400],
    ['by another method', good, 'POST', 405],
    ['to another protocol', { ...good, upgrade: 'h2c' }, 'GET', 400],
  ])('is refused before $connect runs: %s', async (what, headers, method, status) => {
    const user = encodeURIComponent(what);
    const [response] = (await once(ask(`user=${user}`, headers, method), 'response')) as [
      { statusCode: number },
    ];
    expect(response.statusCode).toBe(status);
    expect(platform.logged.filter((line) => line.includes(`connected ${what}`))).toEqual([]);
  });
});

describe('a handshake that fails after $connect answered 200', () => {
  const disconnects = () => platform.logged.filter((line) => line.includes('disconnected 1006')).length;

  it('is followed by $disconnect where the client is gone', async () => {
    const before = disconnects();
    const asked = ask('user=gone&waitMs=100', good);
    await until(() => platform.logged.find((line) => /connect +ws \$connect/.test(line)) ?? sleep());
    asked.destroy();
    await until(() => (disconnects() > before ? true : undefined));
  });

  it('is followed by $disconnect if the client offers invalid subprotocols', async () => {
    const before = disconnects();
    const asked = ask('user=malformed', { ...good, 'sec-websocket-protocol': ',,' });
    const [response] = (await once(asked, 'response')) as [{ statusCode: number }];
    expect(response.statusCode).toBe(400);
    await until(() => (disconnects() > before ? true : undefined));
  });
});

/** The function runs by then; its line is written when it has ended. */
const sleep = () => new Promise<string>((resolve) => setTimeout(() => resolve('waited'), 60));
