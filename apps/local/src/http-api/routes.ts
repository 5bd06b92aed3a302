import type { Route } from '../deployment/apis.ts';

export interface RouteMatch {
  readonly route: Route;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/**
 * The route of a request: the most specific one wins, and `$default` takes what is left.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export function matchRoute(routes: readonly Route[], method: string, path: string): RouteMatch | undefined {
  const found = routes.flatMap((route) => {
    const pathParameters = matchKey(route.key, method, path);
    return pathParameters ? [{ route, pathParameters }] : [];
  });
  return found.sort((a, b) => specificity(b.route.key) - specificity(a.route.key))[0];
}

function matchKey(key: string, method: string, path: string): Record<string, string> | undefined {
  if (key === '$default') return {};
  const [wantedMethod, pattern = ''] = key.split(' ');
  if (wantedMethod !== 'ANY' && wantedMethod !== method) return undefined;
  const expression = pattern
    .split(/(\{\w+\+?\})/)
    .map((part) => {
      const [, name, greedy] = /^\{(\w+)(\+?)\}$/.exec(part) ?? [];
      if (name === undefined) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      return greedy ? `(?<${name}>.+)` : `(?<${name}>[^/]+)`;
    })
    .join('');
  const match = new RegExp(`^${expression}$`).exec(path);
  if (!match) return undefined;
  return Object.fromEntries(Object.entries(match.groups ?? {}).map(([name, value]) => [name, decode(value)]));
}

/** Whole names before parameters, those before greedy ones, `$default` last. */
function specificity(key: string): number {
  if (key === '$default') return -1000;
  return 2 - key.split('{').length - (key.includes('+}') ? 100 : 0) + (key.startsWith('ANY ') ? 0 : 0.5);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
