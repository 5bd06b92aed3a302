import type { Api } from '../deployment/apis.ts';
import { noCost } from '../door/cost.ts';
import {
  type Outcome,
  RequestError,
  type Service,
  type ServiceRequest,
  type ServiceResponse,
} from '../door/service.ts';
import type { AccountLimits } from '../limits/account-limits.ts';
import type { Connection } from './connection.ts';
import { largestMessageBytes } from './gateway.ts';

const json = { 'content-type': 'application/json' };

/**
 * The `@connections` API: posts to a connection, tells of it, closes it.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
 */
export function createManagementService(
  api: Api,
  connections: ReadonlyMap<string, Connection>,
  accountLimits: AccountLimits,
): Service {
  const refuse: Service['refuse'] = ({ code, message, status }) => ({
    status,
    headers: { ...json, 'x-amzn-ErrorType': code },
    body: JSON.stringify({ message }),
  });
  const gone = refuse({ code: 'GoneException', message: 'The connection is gone.', status: 410 });

  const perform = ({ method, body }: ServiceRequest, connectionId: string): ServiceResponse => {
    if (!accountLimits.takeRequest()) {
      return refuse({ code: 'LimitExceededException', message: 'Too Many Requests', status: 429 });
    }
    const connection = connections.get(connectionId);
    if (!connection) return gone;
    switch (method) {
      case 'POST':
        if (body.length > largestMessageBytes) {
          return refuse({ code: 'PayloadTooLargeException', message: 'Message too large', status: 413 });
        }
        return connection.send(body.toString('utf8')) ? { status: 200, headers: json, body: '' } : gone;
      case 'GET':
        return { status: 200, headers: json, body: JSON.stringify(describe(connection)) };
      default:
        connection.close(1000, 'Connection Closed Normally');
        return { status: 204, headers: {}, body: '' };
    }
  };

  return {
    refusedStatus: 403,
    refuse,
    errorCodes: {
      accessDenied: 'AccessDeniedException',
      unknownKey: 'UnrecognizedClientException',
      badSignature: 'InvalidSignatureException',
      missingToken: 'MissingAuthenticationTokenException',
      throttled: 'LimitExceededException',
      internal: 'InternalServerErrorException',
    },
    throttledStatus: 429,
    read: (request) => {
      const { method, url } = request;
      const [, stage, encodedId = ''] = /^\/([^/]+)\/@connections\/([^/?]+)/.exec(decodeAt(url)) ?? [];
      if (stage !== api.stage.name || !['POST', 'GET', 'DELETE'].includes(method)) {
        throw new RequestError({ code: 'ForbiddenException', message: 'Forbidden', status: 403 });
      }
      const connectionId = decodeURIComponent(encodedId);
      return {
        name: `${method} @connections`,
        requires: [
          {
            action: 'execute-api:ManageConnections',
            resource: `${api.executionArn}/${api.stage.name}/${method}/@connections/${connectionId}`,
          },
        ],
        perform: async (): Promise<Outcome> => ({ response: perform(request, connectionId), cost: noCost }),
      };
    },
  };
}

/** Clients may write the `@` as `%40`. */
const decodeAt = (url: string): string => url.replace('%40connections', '@connections');

const describe = ({ info, lastActiveAt }: Connection) => ({
  connectedAt: new Date(info.connectedAt).toISOString(),
  identity: { sourceIp: info.sourceIp, userAgent: info.userAgent ?? '' },
  lastActiveAt: new Date(lastActiveAt).toISOString(),
});
