import { httpEvent } from '../../test/events/http.ts';
import type { SessionsPolicy } from './decide-session.ts';
import { createSessions } from './sessions.ts';

const setUp = (policy: SessionsPolicy) => {
  const issued: object[] = [];
  const lines: string[] = [];
  const sessions = createSessions({
    policy,
    issueToken: async (session) => {
      issued.push(session);
      return { token: 'secret-token', expiresAt: 1_800_000_000 };
    },
    newId: () => 'id-1',
    log: (event, fields) => lines.push(JSON.stringify({ event, ...fields })),
  });
  const post = async (body?: unknown) => {
    const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
    const result = await sessions(httpEvent('POST /sessions', text));
    return { statusCode: result.statusCode, body: JSON.parse(result.body) };
  };
  return { sessions, post, issued, lines };
};

const day = 86_400;

describe('POST /sessions', () => {
  it('gives a guest a new user id', async () => {
    const { post, issued } = setUp('guests');
    expect(await post()).toEqual({
      statusCode: 200,
      body: { userId: 'guest-id-1', role: 'customer', token: 'secret-token', expiresAt: 1_800_000_000 },
    });
    expect(issued).toEqual([{ senderId: 'guest-id-1', role: 'customer', ttlSeconds: 30 * day }]);
  });

  it.each([[{ userId: 'anna' }], [{ role: 'operator' }]])(
    'I11: issues guests alone where the environment says so: %j',
    async (body) => {
      const { post, issued } = setUp('guests');
      expect(await post(body)).toMatchObject({ statusCode: 403, body: { code: 'session.forbidden' } });
      expect(issued).toEqual([]);
    },
  );

  it('I11: issues nothing to the unauthorised unless the environment says so', async () => {
    const { post, issued } = setUp('iam');
    expect((await post()).statusCode).toBe(403);
    expect(issued).toEqual([]);
  });

  it('issues whatever is asked on the local platform', async () => {
    const { post, issued } = setUp('any');
    expect((await post({ userId: 'olga', role: 'operator' })).body).toMatchObject({
      userId: 'olga',
      role: 'operator',
    });
    expect(issued).toEqual([{ senderId: 'olga', role: 'operator', ttlSeconds: 12 * 3600 }]);
  });

  it.each([
    ['not JSON', '{', 'The body should be JSON'],
    [
      'not an object',
      '"anna"',
      'The body should be a JSON object such as {"userId": "anna", "role": "customer"}',
    ],
    ['a user id that is no string', { userId: 7 }, 'userId should be a string'],
    ['an empty user id', { userId: '' }, 'userId should be 1 to 128 characters without spaces'],
    [
      'a user id with a line break',
      { userId: 'a\nb' },
      'userId should be 1 to 128 characters without spaces',
    ],
    ['an unknown role', { role: 'admin' }, 'role should be customer or operator'],
    ['a lifetime of a fraction', { ttlSeconds: 90.5 }, 'ttlSeconds should be a whole number of seconds'],
    ['a lifetime without end', { ttlSeconds: 1e9 }, 'ttlSeconds should be at most 2592000 (30 days)'],
  ])('says what would be right to %s', async (_, body, error) => {
    const { post, issued } = setUp('any');
    expect(await post(body)).toEqual({ statusCode: 400, body: { error, code: 'session.invalid' } });
    expect(issued).toEqual([]);
  });

  it('reads a body that the HTTP API has encoded', async () => {
    const { sessions, issued } = setUp('any');
    await sessions(httpEvent('POST /sessions', '{"userId":"anna"}', { base64: true }));
    expect(issued).toMatchObject([{ senderId: 'anna' }]);
  });

  it('never logs a token', async () => {
    const { post, lines } = setUp('any');
    await post();
    expect(lines).toHaveLength(1);
    expect(lines.join()).not.toContain('secret-token');
  });
});

describe('POST /users/{userId}/sessions', () => {
  it.each(['iam', 'guests', 'any'] as const)(
    'issues to the named user, for a caller with IAM (%s)',
    async (policy) => {
      const { sessions, issued } = setUp(policy);
      const event = httpEvent(
        'POST /users/{userId}/sessions',
        '{"role":"operator","ttlSeconds":600,"userId":"eve"}',
        {
          pathParameters: { userId: 'olga' },
          iam: true,
        },
      );
      expect((await sessions(event)).statusCode).toBe(200);
      expect(issued).toEqual([{ senderId: 'olga', role: 'operator', ttlSeconds: 600 }]);
    },
  );
});
