import type { IncomingHttpHeaders } from 'node:http';
import type { Identity } from '../identity/identities.ts';
import { requestTime } from '../web-socket/events.ts';
import type { RouteMatch } from './routes.ts';

export interface HttpApiRequest {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly sourceIp: string;
}

export interface HttpEventOptions {
  readonly match: RouteMatch;
  readonly apiId: string;
  readonly accountId: string;
  readonly stage: string;
  /** The caller, on a route that IAM guards. */
  readonly caller: Identity | undefined;
  readonly requestId: string;
  readonly now: number;
}

/**
 * The event that an HTTP API hands to a function, payload format 2.0.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function httpEvent(request: HttpApiRequest, options: HttpEventOptions) {
  const { match, apiId, accountId, stage, caller, requestId, now } = options;
  const [path = '/', query = ''] = request.url.split(/\?(.*)/s);
  const { cookie, ...headers } = request.headers;
  const queryParameters = Object.entries(groupValues([...new URLSearchParams(query)]));
  const isText = isTextual(request.headers['content-type']);
  const domainName = request.headers.host ?? '';
  return {
    version: '2.0',
    routeKey: match.route.key,
    rawPath: path,
    rawQueryString: query,
    ...(cookie === undefined ? {} : { cookies: cookie.split('; ') }),
    headers: groupValues(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    ...(queryParameters.length > 0 ? { queryStringParameters: Object.fromEntries(queryParameters) } : {}),
    requestContext: {
      accountId,
      apiId,
      ...(caller ? { authorizer: { iam: iamContext(caller, accountId) } } : {}),
      domainName,
      domainPrefix: domainName.split('.')[0],
      http: {
        method: request.method,
        path,
        protocol: 'HTTP/1.1',
        sourceIp: request.sourceIp,
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: match.route.key,
      stage,
      time: requestTime(now),
      timeEpoch: now,
    },
    ...(Object.keys(match.pathParameters).length > 0 ? { pathParameters: match.pathParameters } : {}),
    ...(request.body.length > 0 ? { body: request.body.toString(isText ? 'utf8' : 'base64') } : {}),
    isBase64Encoded: request.body.length > 0 && !isText,
  };
}

const iamContext = ({ accessKeyId, arn }: Identity, accountId: string) => ({
  accessKey: accessKeyId,
  accountId,
  callerId: accessKeyId,
  cognitoIdentity: null,
  principalOrgId: null,
  userArn: arn,
  userId: accessKeyId,
});

/** Bodies of these types reach the function as they are, all others in Base64. */
const isTextual = (contentType = ''): boolean =>
  /^(text\/|application\/(json|javascript|xml)|application\/\S+\+(json|xml))/i.test(contentType);

/** Several values of one name are joined with commas. */
function groupValues(pairs: readonly (readonly [string, string])[]): Record<string, string> {
  const grouped: Record<string, string> = {};
  for (const [name, value] of pairs) grouped[name] = name in grouped ? `${grouped[name]},${value}` : value;
  return grouped;
}
