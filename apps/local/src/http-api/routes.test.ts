import type { Route } from '../deployment/apis.ts';
import { matchRoute } from './routes.ts';

const routes = [
  '$default',
  'GET /{proxy+}',
  'GET /users/{id}',
  'GET /users/me',
  'ANY /users/{id}',
  'POST /a.b',
].map(
  (key): Route => ({
    key,
    integration: { type: 'function', functionArn: '', timeoutMs: 30_000 },
    reply: false,
    authorization: 'NONE',
    authorizer: undefined,
  }),
);

describe('a route', () => {
  it.each([
    ['GET', '/users/me', 'GET /users/me', {}],
    ['GET', '/users/a%20b', 'GET /users/{id}', { id: 'a b' }],
    ['PUT', '/users/a', 'ANY /users/{id}', { id: 'a' }],
    ['GET', '/a/b/c', 'GET /{proxy+}', { proxy: 'a/b/c' }],
    ['POST', '/a.b', 'POST /a.b', {}],
    ['POST', '/axb', '$default', {}],
  ])('of %s %s is %s', (method, path, key, pathParameters) => {
    expect(matchRoute(routes, method, path)).toMatchObject({ route: { key }, pathParameters });
  });

  it('is none if nothing matches and there is no $default', () => {
    expect(matchRoute(routes.slice(1), 'POST', '/nothing')).toBeUndefined();
  });
});
