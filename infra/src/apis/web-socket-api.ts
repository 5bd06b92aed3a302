import { Apigatewayv2Api } from '../cdktf/aws.ts';
import { physicalName } from '../names.ts';
import type { Scope } from '../scope.ts';

/** The WebSocket API and where its one stage will be. */
export interface WebSocketApi {
  readonly api: Apigatewayv2Api;
  readonly stageName: string;
  /** `wss://<host>/<stage>`, the name that AWS gives. */
  readonly endpoint: string;
  /** The ARN of the stage, below which its routes and connections are. */
  readonly executionArn: string;
}

/**
 * Creates the API without routes and stage. Functions are told its address, routes lead to functions, and a stage cannot be deployed before
 * there is a route: so the address is put together here rather than read from the stage.
 */
export function createWebSocketApi({ construct, environment }: Scope): WebSocketApi {
  const api = new Apigatewayv2Api(construct, 'web-socket', {
    name: physicalName(environment, 'web-socket'),
    protocolType: 'WEBSOCKET',
    routeSelectionExpression: '$request.body.action',
  });
  const stageName = environment.name;
  return {
    api,
    stageName,
    endpoint: `${api.apiEndpoint}/${stageName}`,
    executionArn: `${api.executionArn}/${stageName}`,
  };
}
