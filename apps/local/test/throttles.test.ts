import { createAccountLimits } from '../src/limits/account-limits.ts';
import { connect, refusal } from './fixture/client.ts';
import { startTestPlatform, type TestPlatform } from './fixture/platform.ts';
import { type Add, ref } from './fixture/stack.ts';

let platform: TestPlatform;

const api_id = ref('aws_apigatewayv2_api.ws.id');

/** A route `ping` that API Gateway answers itself, and stages that let little through. */
function addMore(add: Add): void {
  add('aws_apigatewayv2_integration', 'ping', {
    api_id,
    integration_type: 'MOCK',
    template_selection_expression: '200',
    request_templates: { 200: '{"statusCode":200}' },
  });
  add('aws_apigatewayv2_integration_response', 'ping', {
    api_id,
    integration_id: ref('aws_apigatewayv2_integration.ping.id'),
    integration_response_key: '$default',
    template_selection_expression: '200',
    response_templates: { 200: '{"event":"pong","at":$context.requestTimeEpoch}' },
  });
  add('aws_apigatewayv2_route', 'ping', {
    api_id,
    route_key: 'ping',
    target: `integrations/${ref('aws_apigatewayv2_integration.ping.id')}`,
    route_response_selection_expression: '$default',
  });
  add('aws_apigatewayv2_route_response', 'ping', {
    api_id,
    route_id: ref('aws_apigatewayv2_route.ping.id'),
    route_response_key: '$default',
  });
  add('aws_apigatewayv2_stage', 'ws', {
    api_id,
    name: 'test',
    auto_deploy: true,
    default_route_settings: { throttling_rate_limit: 1, throttling_burst_limit: 3 },
    route_settings: [{ route_key: 'ping', throttling_rate_limit: 1000, throttling_burst_limit: 1000 }],
  });
  add('aws_apigatewayv2_stage', 'http', {
    api_id: ref('aws_apigatewayv2_api.http.id'),
    name: '$default',
    auto_deploy: true,
    default_route_settings: [{ throttling_rate_limit: 1, throttling_burst_limit: 2 }],
  });
}

beforeAll(async () => {
  const code = `exports.handler = async () => ({ statusCode: 200, body: '{"ok":true}' });`;
  platform = await startTestPlatform(
    { echo: { code, routes: { $connect: true, echo: true }, httpRoutes: { 'GET /echo': 'NONE' } } },
    { now: () => now },
    addMore,
  );
});

/** The clock of the limits: the test says when it goes on. */
let now = Date.now();

beforeEach(() => {
  now += 10_000;
});

afterAll(() => platform.stop());

describe('a route with a mock integration', () => {
  it('is answered without any function', async () => {
    const client = await connect(platform.addresses.ws ?? '');
    const invoked = platform.logged.length;
    client.socket.send('{"action":"ping"}');
    expect(await client.next()).toEqual({ event: 'pong', at: now });
    expect(platform.logged.slice(invoked)).toEqual([]);
    client.socket.close();
  });
});

describe('a stage', () => {
  it('answers what is over the limit of a route with a frame, and other routes go on', async () => {
    const client = await connect(platform.addresses.ws ?? '');
    for (let index = 0; index < 5; index += 1) client.socket.send('{"action":"echo"}');
    for (let index = 0; index < 5; index += 1) await client.next();
    const { frames } = client;
    expect(frames.filter(({ ok }) => ok)).toHaveLength(3);
    expect(frames.filter(({ ok }) => !ok)).toEqual(
      Array(2).fill({
        message: 'Too Many Requests',
        connectionId: expect.any(String),
        requestId: expect.any(String),
      }),
    );
    client.socket.send('{"action":"ping"}');
    expect(await client.next()).toMatchObject({ event: 'pong' });
    now += 1000;
    client.socket.send('{"action":"echo"}');
    expect(await client.next()).toEqual({ ok: true });
    client.socket.close();
  });

  it('refuses connections over the limit of $connect with 429', async () => {
    const url = platform.addresses.ws ?? '';
    const clients = [await connect(url), await connect(url), await connect(url)];
    expect(await refusal(url)).toEqual({ status: 429, body: '{"message":"Too Many Requests"}' });
    for (const { socket } of clients) socket.close();
  });

  it('answers requests over the limit of an HTTP route with 429', async () => {
    const statuses: number[] = [];
    for (let index = 0; index < 3; index += 1)
      statuses.push((await fetch(`${platform.addresses.http}/echo`)).status);
    expect(statuses).toEqual([200, 200, 429]);
  });
});

describe('an account', () => {
  it('opens no more than 500 connections in a second', () => {
    const { takeConnection, takeRequest } = createAccountLimits(() => now);
    const opened = Array.from({ length: 600 }, takeConnection).filter(Boolean).length;
    expect(opened).toBe(500);
    expect(takeRequest()).toBe(true);
  });
});
