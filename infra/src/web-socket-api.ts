import { Apigatewayv2Api } from './cdktf/aws.ts';
import type { TerraformStack } from './cdktf/core.ts';
import type { Environment } from './environments.ts';
import { physicalName } from './names.ts';

/** The WebSocket API and where its one stage will be. */
export interface WebSocketApi {
  readonly api: Apigatewayv2Api;
  readonly stageName: string;
  /** `wss://<host>/<stage>`. */
  readonly endpoint: string;
  /** The ARN of the stage, below which its routes and connections are. */
  readonly executionArn: string;
}

/**
 * The API without routes and stage. Functions are told its address, and routes lead to functions, and a stage cannot be
 * deployed before there is a route: so its address is put together here rather than read from the stage.
 */
export function createWebSocketApi(stack: TerraformStack, environment: Environment): WebSocketApi {
  const api = new Apigatewayv2Api(stack, 'web-socket', {
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
