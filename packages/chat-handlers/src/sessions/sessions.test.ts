import type { ThreadIdPolicy } from '@switchboard/chat-core';
import { httpEvent } from '../../test/events/http.ts';
import { createTestClient } from '../../test/world.ts';
import type { SessionsPolicy } from './decide-session.ts';
import { createSessions } from './sessions.ts';

/** Nothing here reaches a table: which session is issued is decided before. */
const undeclared = { threads: '-', messages: '-', connections: '-', partitionedKeys: '-' };

const setUp = (policy: SessionsPolicy, threadIds: ThreadIdPolicy = 'any') => {
  const issued: object[] = [];
  const lines: string[] = [];
  const log = (event: string, fields?: object) => lines.push(JSON.stringify({ event, ...fields }));
  const sessions = createSessions({
    policy,
    threadIds,
    tokens: {
      issueToken: async (session) => {
        issued.push(session);
        return { token: 'secret-token', expiresAt: 1_800_000_000 };
      },
      findByToken: async () => null,
      revokeToken: async () => false,
      revokeAll: async () => 0,
    },
    countSession: async () => {},
    context: {
      client: createTestClient(),
      tables: undeclared,
      now: () => 1_795_248_000_000,
      newId: () => 'id-1',
      random: () => 0.5,
    },
    closer: { close: async () => {} },
    log,
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
    ['a text', '"anna"', 'The body should be a JSON object such as {"userId": "anna", "role": "customer"}'],
    ['a list', '[]', 'The body should be a JSON object such as {"userId": "anna", "role": "customer"}'],
  ])('says what would be right to %s', async (_, body, error) => {
    const { post, issued } = setUp('any');
    expect(await post(body)).toEqual({ statusCode: 400, body: { error, code: 'session.invalid' } });
    expect(issued).toEqual([]);
  });

  it.each([
    ['that is no string', { userId: 7 }, 'userId must be a string'],
    ['that is empty', { userId: '' }, 'userId must not be empty'],
    ['with a line break', { userId: 'a\nb' }, 'userId must not contain control characters'],
    ['with a space', { userId: 'Anna B' }, 'userId must not contain spaces'],
    ['with half an emoji', { userId: 'anna\ud83d' }, 'userId must be well-formed Unicode'],
    ['of 129 bytes', { userId: 'ä'.repeat(65) }, 'userId must have at most 128 bytes as UTF-8'],
    [
      'that every object has',
      { userId: '__proto__' },
      'userId must not be a name that every JavaScript object has',
    ],
    ['an unknown role', { role: 'admin' }, 'role should be customer or operator'],
    ['a lifetime of a fraction', { ttlSeconds: 90.5 }, 'ttlSeconds should be a whole number of seconds'],
    ['a lifetime without end', { ttlSeconds: 1e9 }, 'ttlSeconds should be at most 2592000 (30 days)'],
  ])('names the field that is wrong: %s', async (_, body, error) => {
    const { post, issued } = setUp('any');
    const [field] = Object.keys(body);
    expect(await post(body)).toEqual({ statusCode: 400, body: { error, code: 'session.invalid', field } });
    expect(issued).toEqual([]);
  });

  it('gives no user id with a dot away where THREAD_IDS is own: two users could share a thread', async () => {
    const { post, issued } = setUp('any', 'own');
    expect(await post({ userId: 'anna.b' })).toMatchObject({
      statusCode: 400,
      body: { code: 'session.invalid', field: 'userId' },
    });
    expect((await post({ userId: 'anna' })).statusCode).toBe(200);
    expect(issued).toHaveLength(1);
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
