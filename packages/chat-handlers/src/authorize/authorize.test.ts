import { authorizerEvent } from '../../test/events/web-socket.ts';
import { createAuthorize } from './authorize.ts';
import type { Credential } from './decide-connection.ts';

const expiresAt = 1_800_000_000;

const tokens: Record<string, Credential> = {
  'anna-token': { senderId: 'anna', role: 'customer', expiresAt, sessionId: 's-1' },
  'olga-token': { senderId: 'olga', role: 'operator', expiresAt },
};

const setUp = (authentication: 'token' | 'none' = 'token') => {
  const lines: string[] = [];
  const authorize = createAuthorize({
    authentication,
    findByToken: async (token) => tokens[token] ?? null,
    now: () => 1_795_248_000_000,
    log: (event, fields) => lines.push(JSON.stringify({ event, ...fields })),
  });
  return { authorize, lines };
};

const methodArn = 'arn:aws:execute-api:us-east-1:123456789012:abcdef123/default/$connect';

describe('the authorizer of $connect', () => {
  it('names the user and the role of a token in the query', async () => {
    const { authorize } = setUp();
    const result = await authorize(authorizerEvent({ query: { token: 'anna-token', threadId: 't1' } }));
    expect(result).toEqual({
      principalId: 'anna',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: methodArn }],
      },
      context: {
        userId: 'anna',
        role: 'customer',
        threadId: 't1',
        expiresAt,
        sessionId: 's-1',
        checkedAt: 1_795_248_000_000,
      },
    });
  });

  it('takes the token from a subprotocol, however the header is written', async () => {
    const { authorize } = setUp();
    const event = authorizerEvent();
    const headers = { 'sec-websocket-protocol': 'switchboard,switchboard.token.olga-token' };
    expect(await authorize({ ...event, headers })).toMatchObject({
      context: { userId: 'olga', role: 'operator' },
    });
  });

  it.each([
    ['no token', {}],
    ['an empty token', { query: { token: '' } }],
    ['an unknown, revoked or expired token', { query: { token: 'stale' } }],
    ['a user id without a token', { query: { userId: 'anna', threadId: 't1' } }],
  ])('I11: answers 401 to %s', async (_, handshake) => {
    const { authorize, lines } = setUp();
    await expect(authorize(authorizerEvent(handshake))).rejects.toThrow(/^Unauthorized$/);
    expect(lines).toEqual(['{"event":"connection.unauthenticated"}']);
  });

  it('I11: answers 403 to a token of another user than the query names', async () => {
    const { authorize } = setUp();
    const result = await authorize(authorizerEvent({ query: { token: 'anna-token', userId: 'bela' } }));
    expect(result.policyDocument.Statement[0]?.Effect).toBe('Deny');
    expect(result.context).toBeUndefined();
  });

  it('never logs a token', async () => {
    const { authorize, lines } = setUp();
    await authorize(authorizerEvent({ query: { token: 'anna-token', userId: 'bela' } }));
    await authorize(authorizerEvent({ query: { token: 'secret' } })).catch(() => {});
    expect(lines.join()).not.toMatch(/anna-token|secret/);
  });

  it('without authentication believes the query, as the original does', async () => {
    const { authorize } = setUp('none');
    expect(await authorize(authorizerEvent({ query: { userId: 'anna', threadId: 't1' } }))).toMatchObject({
      context: { userId: 'anna', role: 'customer', threadId: 't1' },
    });
  });

  it('without authentication leaves it to $connect to say what is missing', async () => {
    const { authorize } = setUp('none');
    expect(await authorize(authorizerEvent())).toMatchObject({
      principalId: 'anonymous',
      context: { role: 'customer' },
    });
  });

  it('without authentication makes nobody an operator', async () => {
    const { authorize } = setUp('none');
    const query = { userId: 'anna', threadId: 't1', role: 'operator' };
    expect((await authorize(authorizerEvent({ query }))).context?.role).toBe('customer');
  });
});
