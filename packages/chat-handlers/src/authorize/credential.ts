import { type AuthorizerEvent, headerOf } from '../events/web-socket-event.ts';

/** The subprotocol that a connection speaks. A browser that offers subprotocols wants one of them accepted. */
export const subprotocol = 'switchboard';

const tokenPrefix = `${subprotocol}.token.`;

const offeredSubprotocols = (headers: AuthorizerEvent['headers']): readonly string[] =>
  (headerOf(headers, 'Sec-WebSocket-Protocol') ?? '').split(',').map((offer) => offer.trim());

/** Whether the client offered our subprotocol, so that `$connect` has to accept it. */
export const offersSubprotocol = (headers: AuthorizerEvent['headers']): boolean =>
  offeredSubprotocols(headers).includes(subprotocol);

/**
 * The token that a client presents: as the subprotocol `switchboard.token.<token>`, which stays out of access logs,
 * or else as the query parameter `token`.
 */
export function presentedToken({
  headers,
  queryStringParameters,
}: Pick<AuthorizerEvent, 'headers' | 'queryStringParameters'>): string | undefined {
  const offer = offeredSubprotocols(headers).find((name) => name.startsWith(tokenPrefix));
  return offer?.slice(tokenPrefix.length) || queryStringParameters?.token || undefined;
}

/** The token of an HTTP request: `Authorization: Bearer <token>`. */
export function bearerToken(headers: AuthorizerEvent['headers']): string | undefined {
  const [scheme = '', token] = (headerOf(headers, 'Authorization') ?? '').split(' ');
  return scheme.toLowerCase() === 'bearer' && token ? token : undefined;
}
