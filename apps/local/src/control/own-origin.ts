import type { IncomingMessage } from 'node:http';

const loopbackNames = new Set(['127.0.0.1', 'localhost', '[::1]']);

const loopbackAddress = /^(?:::ffff:)?127\.|^::1$/;

/**
 * Why the platform's own API does not answer a request, or `undefined`. It answers this machine only, and no page of another origin: a
 * site that a developer visits must not be able to read tables or send dead letters again, not even under a name that leads here.
 */
export function foreignProblem({ headers, socket }: IncomingMessage): string | undefined {
  if (!loopbackAddress.test(socket.remoteAddress ?? '')) return 'This API answers this machine only.';
  const { host = '', origin, 'sec-fetch-site': site } = headers;
  if (!loopbackNames.has(host.replace(/:\d+$/, '')))
    return `This API answers under 127.0.0.1 and localhost only, not under ${host || 'no name'}.`;
  if (origin !== undefined && origin !== `http://${host}`)
    return `This API answers pages of its own origin only, not of ${origin}.`;
  return site === undefined || site === 'same-origin' || site === 'none'
    ? undefined
    : 'This API answers pages of its own origin only.';
}
