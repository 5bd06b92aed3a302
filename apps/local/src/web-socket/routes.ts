import type { Api, Route } from '../deployment/apis.ts';

/**
 * The route that a message takes: the one that its field names (`$request.body.action`), else `$default`. What is not
 * JSON goes to `$default`. `undefined`: the message is answered with Forbidden.
 */
export function selectRoute({ routes, routeSelectionExpression }: Api, body: string): Route | undefined {
  const field = /^\$request\.body\.(\w+)$/.exec(routeSelectionExpression ?? '')?.[1];
  const named = field === undefined ? undefined : bodyField(body, field);
  // The predefined routes are API Gateway's own: no message can name them.
  const route = named?.startsWith('$') ? undefined : findRoute(routes, named);
  return route ?? findRoute(routes, '$default');
}

export const findRoute = (routes: readonly Route[], key: string | undefined): Route | undefined =>
  routes.find((route) => route.key === key);

/** A field of a message, where the message is a JSON object and the field a text. */
export function bodyField(body: string, field: string): string | undefined {
  try {
    const value: unknown = (JSON.parse(body) as Record<string, unknown> | null)?.[field];
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
