import type { IncomingHttpHeaders } from 'node:http';
import type { Cors } from '../deployment/apis.ts';

type Headers = Readonly<Record<string, string>>;

/** The headers that an HTTP API adds to an answer for the page that asked. */
export function corsHeaders(cors: Cors | undefined, { origin }: IncomingHttpHeaders): Headers {
  const allowed = cors && origin !== undefined ? allowedOrigin(cors, origin) : undefined;
  if (!cors || allowed === undefined) return {};
  return {
    'access-control-allow-origin': allowed,
    ...(allowed === '*' ? {} : { vary: 'origin' }),
    ...(cors.allowCredentials ? { 'access-control-allow-credentials': 'true' } : {}),
    ...(cors.exposedHeaders.length > 0
      ? { 'access-control-expose-headers': cors.exposedHeaders.join(',') }
      : {}),
  };
}

/** What a preflight is answered with; API Gateway answers those itself, always with 204. */
export function preflightHeaders(cors: Cors, headers: IncomingHttpHeaders): Headers {
  const answer = corsHeaders(cors, headers);
  if (!('access-control-allow-origin' in answer)) return {};
  return {
    ...answer,
    'access-control-allow-methods': cors.methods.join(','),
    'access-control-allow-headers': cors.headers.join(','),
    ...(cors.maxAgeSeconds === undefined ? {} : { 'access-control-max-age': String(cors.maxAgeSeconds) }),
  };
}

function allowedOrigin({ origins }: Cors, origin: string): string | undefined {
  if (origins.includes('*')) return '*';
  return origins.includes(origin) ? origin : undefined;
}
