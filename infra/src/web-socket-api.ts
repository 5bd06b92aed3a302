import type { FunctionDefinition } from '@switchboard/chat-core/declarations';
import {
  Apigatewayv2Api,
  Apigatewayv2Authorizer,
  Apigatewayv2Integration,
  Apigatewayv2Route,
  Apigatewayv2RouteResponse,
  Apigatewayv2Stage,
  type LambdaFunction,
  LambdaPermission,
} from './cdktf/aws.ts';
import type { TerraformStack } from './cdktf/core.ts';
import { DeclarationError } from './declared.ts';
import type { Environment } from './environments.ts';
import { physicalName } from './names.ts';

export interface WebSocketApi {
  readonly api: Apigatewayv2Api;
  readonly stage: Apigatewayv2Stage;
}

/** A function as it is declared and as it was made. */
export interface DeployedFunction {
  readonly definition: FunctionDefinition;
  readonly lambda: LambdaFunction;
}

/** The API and its stage, without routes: functions are told its address before routes can lead to them. */
export function createWebSocketApi(stack: TerraformStack, environment: Environment): WebSocketApi {
  const api = new Apigatewayv2Api(stack, 'web-socket', {
    name: physicalName(environment, 'web-socket'),
    protocolType: 'WEBSOCKET',
    routeSelectionExpression: '$request.body.action',
  });
  const stage = new Apigatewayv2Stage(stack, 'web-socket-stage', {
    apiId: api.id,
    name: environment.name,
    autoDeploy: true,
  });
  return { api, stage };
}

/**
 * Leads every declared route to its function, behind the declared authorizer.
 *
 * @throws {DeclarationError} without an authorizer: whoever cannot prove who they are gets nothing
 */
export function createWebSocketRoutes(
  stack: TerraformStack,
  environment: Environment,
  webSocket: WebSocketApi,
  functions: readonly DeployedFunction[],
): void {
  const authorizer = createAuthorizer(stack, environment, webSocket, functions);
  for (const { definition, lambda } of functions) {
    const routes = definition.triggers.filter((trigger) => trigger.type === 'webSocketRoute');
    if (routes.length === 0) continue;
    const integration = new Apigatewayv2Integration(stack, `web-socket_${definition.name}`, {
      apiId: webSocket.api.id,
      integrationType: 'AWS_PROXY',
      integrationMethod: 'POST',
      integrationUri: lambda.invokeArn,
    });
    for (const { routeKey, reply } of routes) {
      createRoute(stack, webSocket, authorizer, { routeKey, reply, integration, lambda });
    }
  }
}

function createAuthorizer(
  stack: TerraformStack,
  environment: Environment,
  { api }: WebSocketApi,
  functions: readonly DeployedFunction[],
): Apigatewayv2Authorizer {
  const found = functions.find(({ definition }) =>
    definition.triggers.some(({ type }) => type === 'webSocketAuthorizer'),
  );
  if (!found) throw new DeclarationError('No function is declared as the WebSocket authorizer.');
  // No identity sources: API Gateway would refuse whoever lacks one of them, and a token comes by header or by query.
  const authorizer = new Apigatewayv2Authorizer(stack, 'web-socket-authorizer', {
    apiId: api.id,
    name: physicalName(environment, found.definition.name),
    authorizerType: 'REQUEST',
    authorizerUri: found.lambda.invokeArn,
  });
  new LambdaPermission(stack, 'invoke_web-socket-authorizer', {
    statementId: 'web-socket-authorizer',
    action: 'lambda:InvokeFunction',
    functionName: found.lambda.functionName,
    principal: 'apigateway.amazonaws.com',
    sourceArn: `${api.executionArn}/authorizers/${authorizer.id}`,
  });
  return authorizer;
}

interface RouteProps {
  readonly routeKey: string;
  readonly reply: boolean;
  readonly integration: Apigatewayv2Integration;
  readonly lambda: LambdaFunction;
}

function createRoute(
  stack: TerraformStack,
  { api, stage }: WebSocketApi,
  authorizer: Apigatewayv2Authorizer,
  { routeKey, reply, integration, lambda }: RouteProps,
): void {
  const id = routeKey.replaceAll(/[^a-zA-Z0-9-]/g, '_');
  const route = new Apigatewayv2Route(stack, `route_${id}`, {
    apiId: api.id,
    routeKey,
    target: `integrations/${integration.id}`,
    ...(routeKey === '$connect' && { authorizationType: 'CUSTOM', authorizerId: authorizer.id }),
    ...(reply && { routeResponseSelectionExpression: '$default' }),
  });
  if (reply) {
    // Without it API Gateway drops what the function returns.
    new Apigatewayv2RouteResponse(stack, `reply_${id}`, {
      apiId: api.id,
      routeId: route.id,
      routeResponseKey: '$default',
    });
  }
  new LambdaPermission(stack, `invoke_${id}`, {
    statementId: `web-socket-${id}`,
    action: 'lambda:InvokeFunction',
    functionName: lambda.functionName,
    principal: 'apigateway.amazonaws.com',
    sourceArn: `${stage.executionArn}/${routeKey}`,
  });
}
