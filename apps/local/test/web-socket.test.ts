import { connect, refusal } from './fixture/client.ts';
import { startTestPlatform, type TestPlatform } from './fixture/platform.ts';
import { statements } from './fixture/stack.ts';

const echo = `exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });`;

let platform: TestPlatform;
let url: string;

beforeAll(async () => {
  platform = await startTestPlatform(
    {
      guard: {
        isAuthorizer: true,
        code: `exports.handler = async ({ methodArn, queryStringParameters: { token } }) => {
          if (token === 'stranger') throw new Error('Unauthorized');
          if (token === 'broken') throw new Error('boom');
          return {
            principalId: token,
            policyDocument: { Statement: [{ Action: 'execute-api:Invoke', Effect: token === 'banned' ? 'Deny' : 'Allow', Resource: methodArn }] },
            context: { userId: token, level: 3, vip: true },
          };
        };`,
      },
      connect: {
        routes: { $connect: false },
        statements: [statements.post],
        code: `exports.handler = async (event) => {
          const { mode } = event.queryStringParameters;
          if (mode === 'throw') throw new Error('no');
          if (mode === 'refuse') return { statusCode: 418, body: 'teapot' };
          if (mode === 'post') {
            const { ApiGatewayManagementApiClient, PostToConnectionCommand } = sdk('@aws-sdk/client-apigatewaymanagementapi');
            const client = new ApiGatewayManagementApiClient({ endpoint: process.env.WEBSOCKET_ENDPOINT.replace('ws', 'http') });
            try {
              await client.send(new PostToConnectionCommand({ ConnectionId: event.requestContext.connectionId, Data: '{}' }));
            } catch (error) {
              return { statusCode: error.$metadata.httpStatusCode, body: error.name };
            }
          }
          const offered = event.headers['Sec-WebSocket-Protocol'];
          return { statusCode: 200, headers: offered ? { 'Sec-WebSocket-Protocol': offered.split(',')[0] } : {} };
        };`,
      },
      echo: { routes: { echo: true, silent: false }, code: echo },
      fail: { routes: { fail: true }, code: `exports.handler = async () => { throw new Error('boom'); };` },
    },
    { speed: 600 },
  );
  url = `${platform.addresses.ws}?token=ann`;
});

afterAll(() => platform.stop());

describe('opening a connection', () => {
  it.each([
    ['without what identifies the caller', '', 401],
    ['by someone whom the authorizer does not know', '?token=stranger', 401],
    ['by someone whom the policy denies', '?token=banned', 403],
    ['where the authorizer fails', '?token=broken', 500],
    ['where $connect answers another status', '?token=ann&mode=refuse', 418],
    ['where $connect fails', '?token=ann&mode=throw', 502],
    ['where $connect posts to the connection, which is not open yet', '?token=ann&mode=post', 410],
  ])('is refused %s', async (_when, query, status) => {
    expect((await refusal(platform.addresses.ws + query)).status).toBe(status);
  });

  it('is refused on another path than the stage', async () => {
    expect((await refusal(url.replace('/test', '/other'))).status).toBe(403);
  });

  it('accepts the subprotocol that $connect names', async () => {
    const client = await connect(url, ['chat', 'chat.token.x']);
    expect(client.socket.protocol).toBe('chat');
    client.socket.close();
  });
});

describe('a message', () => {
  it('reaches its route with the context of its connection, and no headers', async () => {
    const client = await connect(url);
    client.socket.send(JSON.stringify({ action: 'echo', text: 'hi' }));
    const event = await client.next();
    expect(event).toEqual({
      body: '{"action":"echo","text":"hi"}',
      isBase64Encoded: false,
      requestContext: {
        routeKey: 'echo',
        eventType: 'MESSAGE',
        extendedRequestId: expect.any(String),
        requestTime: expect.stringMatching(/^\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        messageDirection: 'IN',
        stage: 'test',
        connectedAt: expect.any(Number),
        requestTimeEpoch: expect.any(Number),
        identity: { sourceIp: '127.0.0.1' },
        requestId: expect.any(String),
        domainName: expect.stringContaining('127.0.0.1:'),
        connectionId: expect.any(String),
        apiId: expect.any(String),
        messageId: expect.any(String),
        authorizer: { principalId: 'ann', userId: 'ann', level: '3', vip: 'true' },
      },
    });
    client.socket.close();
  });

  it('is answered with an error where its function fails, and with Forbidden where no route fits', async () => {
    const client = await connect(url);
    client.socket.send('{"action":"fail"}');
    expect(await client.next()).toMatchObject({
      message: 'Internal server error',
      connectionId: expect.any(String),
      requestId: expect.any(String),
    });
    client.socket.send('not json');
    expect(await client.next()).toMatchObject({ message: 'Forbidden' });
    client.socket.close();
  });

  it('is not answered on a route without a route response', async () => {
    const client = await connect(url);
    client.socket.send('{"action":"silent"}');
    client.socket.send('{"action":"echo"}');
    expect(await client.next()).toMatchObject({ requestContext: { routeKey: 'echo' } });
    client.socket.close();
    await client.closed;
    expect(client.frames).toHaveLength(1);
  });
});

describe('the limits', () => {
  it('close a connection with 1009 at a frame over 32 KB', async () => {
    const client = await connect(url);
    client.socket.send('x'.repeat(32 * 1024 + 1));
    expect((await client.closed).code).toBe(1009);
  });

  it('let a message of 128 KB through in frames of 32 KB, and close with 1009 at one more byte', async () => {
    const client = await connect(url);
    const part = 'x'.repeat(32 * 1024);
    const sendInFour = (first: string): void => {
      for (const [index, text] of [first, part, part, part].entries())
        client.socket.send(text, { fin: index === 3 });
    };
    sendInFour(part);
    expect(await client.next()).toMatchObject({ message: 'Forbidden' });
    for (let index = 0; index < 5; index += 1)
      client.socket.send(index < 4 ? part : 'y', { fin: index === 4 });
    expect((await client.closed).code).toBe(1009);
  });

  it('close a connection with 1003 at a binary frame', async () => {
    const client = await connect(url);
    client.socket.send(Buffer.from([1, 2, 3]));
    expect((await client.closed).code).toBe(1003);
  });

  it('close an idle connection with 1001 after ten minutes', async () => {
    const client = await connect(url);
    expect(await client.closed).toEqual({ code: 1001, reason: 'Going away' });
  });
});
