import type { IncomingMessage, RequestListener } from 'node:http';
import type { Api, Route } from '../deployment/apis.ts';
import type { Functions } from '../functions/functions.ts';
import { within } from '../functions/integration.ts';
import type { Invocation } from '../functions/invocation.ts';
import type { Identities, Identity } from '../identity/identities.ts';
import { judgeOnce } from '../identity/policy.ts';
import { isSignedWith, parseAuthorization } from '../identity/signature.ts';
import type { AccountLimits } from '../limits/account-limits.ts';
import { createStageLimits } from '../limits/stage-limits.ts';
import { readBody } from '../read-body.ts';
import type { Recorder } from '../studio/recorder.ts';
import { corsHeaders, preflightHeaders } from './cors.ts';
import { type HttpApiRequest, httpEvent } from './event.ts';
import { matchRoute } from './routes.ts';

export interface HttpGatewayOptions {
  readonly api: Api;
  readonly accountId: string;
  readonly functions: Pick<Functions, 'invoke'>;
  readonly identities: Identities;
  readonly accountLimits: AccountLimits;
  readonly now: () => number;
  readonly newId: () => string;
  readonly recorder: Pick<Recorder, 'http'>;
}

interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Buffer;
}

type RecordedRequest = ReturnType<Recorder['http']>;

/** API Gateway's limit of a request, in bytes. */
const largestRequestBytes = 10 * 1024 * 1024;

/** The HTTP API: finds the route, checks who signed where IAM guards it, and answers with what the function says. */
export function createHttpGateway(options: HttpGatewayOptions): RequestListener {
  const { accountLimits, api, accountId, functions, identities, now, newId, recorder } = options;
  const stageLimits = createStageLimits(api.stage, now);

  const answer = async (incoming: IncomingMessage, recorded: RecordedRequest): Promise<HttpAnswer> => {
    const body = await readBody(incoming, largestRequestBytes);
    if (!body) return message(413, 'Request Entity Too Large');
    const request: HttpApiRequest = {
      method: incoming.method ?? 'GET',
      url: incoming.url ?? '/',
      headers: incoming.headers,
      body,
      sourceIp: incoming.socket.remoteAddress ?? '',
    };
    const match = matchRoute(api.routes, request.method, request.url.split('?')[0] ?? '/');
    if (!match) return message(404, 'Not Found');
    if (!accountLimits.takeRequest() || !stageLimits(match.route.key))
      return message(429, 'Too Many Requests');
    const caller = match.route.authorization === 'AWS_IAM' ? callerOf(request) : undefined;
    if (match.route.authorization === 'AWS_IAM' && !caller) return message(403, 'Forbidden');
    const requestId = newId();
    recorded.asked(requestId);
    const event = httpEvent(request, {
      match,
      apiId: api.id,
      accountId,
      stage: api.stage.name,
      caller,
      requestId,
      now: now(),
    });
    return invoke(match.route, event);
  };

  const invoke = async ({ integration, key }: Route, event: unknown): Promise<HttpAnswer> => {
    // The stack was read so: HTTP APIs have no mock integrations.
    if (integration.type === 'mock') return message(500, 'Internal Server Error');
    const invoked = functions.invoke(integration.functionArn, JSON.stringify(event), `http ${key}`);
    const invocation = await within(integration.timeoutMs, invoked);
    return invocation === 'timedOut' ? message(503, 'Service Unavailable') : answerOf(invocation);
  };

  /** The signer of the request, if it may call the route. */
  const callerOf = (request: HttpApiRequest): Identity | undefined => {
    const authorization = parseAuthorization(request.headers.authorization);
    const identity = authorization && identities.find(authorization.accessKeyId);
    if (!identity || !isSignedWith(identity.secretAccessKey, request, authorization, now())) return undefined;
    const path = request.url.split('?')[0] ?? '/';
    const resource = `${api.executionArn}/${api.stage.name}/${request.method}${path}`;
    const statements = identity.lambdaFunction?.statements;
    return !statements || judgeOnce(statements, { action: 'execute-api:Invoke', resource }) === 'allowed'
      ? identity
      : undefined;
  };

  return (incoming, outgoing) => {
    const { headers, method } = incoming;
    if (api.cors && method === 'OPTIONS' && headers['access-control-request-method']) {
      outgoing.writeHead(204, preflightHeaders(api.cors, headers)).end();
      return;
    }
    const recorded = recorder.http({ method: method ?? 'GET', url: incoming.url ?? '/' });
    void answer(incoming, recorded)
      .catch(() => message(500, 'Internal Server Error'))
      .then(({ status, headers: answered, body }) => {
        recorded.end(status);
        outgoing
          .writeHead(status, { ...answered, ...corsHeaders(api.cors, headers) } as Record<string, string>)
          .end(body);
      });
  };
}

const message = (status: number, text: string): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message: text }),
});

/** A function may answer the format of the integration, or anything else: that is the body then. */
function answerOf(invocation: Invocation): HttpAnswer {
  if (invocation.type === 'failed') return message(500, 'Internal Server Error');
  const result = JSON.parse(invocation.payload) as Record<string, unknown> | null;
  if (typeof result !== 'object' || result === null || !('statusCode' in result)) {
    return { status: 200, headers: { 'content-type': 'application/json' }, body: invocation.payload };
  }
  const { statusCode, headers, cookies, body = '', isBase64Encoded } = result;
  return {
    status: Number(statusCode),
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      ...Object.fromEntries(
        Object.entries((headers as object | undefined) ?? {}).map(([name, value]) => [
          name.toLowerCase(),
          String(value),
        ]),
      ),
      ...(Array.isArray(cookies) ? { 'set-cookie': cookies.map(String) } : {}),
    },
    body: isBase64Encoded === true ? Buffer.from(String(body), 'base64') : String(body),
  };
}
