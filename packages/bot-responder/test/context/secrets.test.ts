import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSecrets } from '../../src/context/secrets.ts';

/** What SSM was asked, and what it answers to each parameter. */
const asked: { readonly headers: Record<string, unknown>; readonly body: Record<string, unknown> }[] = [];
const answers: Record<string, { readonly status: number; readonly body: string }> = {};
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    const input = JSON.parse(body);
    asked.push({ headers: request.headers, body: input });
    const answer = answers[input.Name] ?? { status: 500, body: 'no' };
    response.writeHead(answer.status).end(answer.body);
  });
});
let endpoint = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => {
  asked.length = 0;
});

const setUp = () =>
  createSecrets({
    now: () => Date.UTC(2026, 0, 1),
    random: () => 0,
    environment: {
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'id',
      AWS_SECRET_ACCESS_KEY: 'key',
      AWS_ENDPOINT_URL: endpoint,
      SECRET_SHOP_KEY: '/switchboard/dev/shop-key',
    },
  });

describe('a secret of a bot', () => {
  it('is read from SSM, decrypted and signed, once', async () => {
    answers['/switchboard/dev/shop-key'] = { status: 200, body: '{"Parameter":{"Value":"s3cret"}}' };
    const secret = setUp();
    expect(await Promise.all([secret('shop-key'), secret('shop-key')])).toEqual(['s3cret', 's3cret']);
    expect(asked).toMatchObject([
      {
        headers: {
          'x-amz-target': 'AmazonSSM.GetParameter',
          authorization: expect.stringContaining('/20260101/eu-central-1/ssm/aws4_request'),
        },
        body: { Name: '/switchboard/dev/shop-key', WithDecryption: true },
      },
    ]);
  });

  it('is absent if nobody has stored it', async () => {
    answers['/switchboard/dev/shop-key'] = { status: 400, body: '{"__type":"ParameterNotFound"}' };
    expect(await setUp()('shop-key')).toBeUndefined();
  });

  it('is asked for again after a failure, which names it and says nothing of its value', async () => {
    answers['/switchboard/dev/shop-key'] = { status: 400, body: '{"__type":"AccessDeniedException"}' };
    const secret = setUp();
    await expect(secret('shop-key')).rejects.toMatchObject({
      code: 'secret.unreadable',
      message: 'The secret shop-key cannot be read: SSM answered 400 AccessDeniedException.',
    });
    answers['/switchboard/dev/shop-key'] = { status: 200, body: '{"Parameter":{"Value":"s3cret"}}' };
    expect(await secret('shop-key')).toBe('s3cret');
  });

  it('that is not declared is refused by its name, with where to declare it', async () => {
    await expect(setUp()('other')).rejects.toThrow(
      'The secret other is not declared for this bot. Add it to its secrets in src/bots/needs.ts.',
    );
    expect(asked).toEqual([]);
  });
});
