import {
  Apigatewayv2Authorizer,
  Apigatewayv2Integration,
  Apigatewayv2Route,
  Apigatewayv2RouteResponse,
  Apigatewayv2Stage,
} from './cdktf/aws.ts';
import type { TerraformStack } from './cdktf/core.ts';
import { DeclarationError } from './declared.ts';
import { allowInvocation, type DeployedFunction } from './deployed-function.ts';
import type { Environment } from './environments.ts';
import { physicalName } from './names.ts';
import type { WebSocketApi } from './web-socket-api.ts';

const service = 'apigateway.amazonaws.com';

type WebSocketRoute = Extract<DeployedFunction['definition']['triggers'][number], { type: 'webSocketRoute' }>;

/**
 * Leads every declared route to its function, behind the declared authorizer, and deploys that as the API's stage.
 *
 * @throws {DeclarationError} without an authorizer: whoever cannot prove who they are gets nothing
 */
export function openWebSocketApi(
  stack: TerraformStack,
  environment: Environment,
  webSocket: WebSocketApi,
  functions: readonly DeployedFunction[],
): void {
  const routes = createRoutes(stack, environment, webSocket, functions);
  new Apigatewayv2Stage(stack, 'web-socket-stage', {
    apiId: webSocket.api.id,
    name: webSocket.stageName,
    autoDeploy: true,
    dependsOn: [...routes],
  });
}

/** @returns what the stage has to wait for */
function createRoutes(
  stack: TerraformStack,
  environment: Environment,
  webSocket: WebSocketApi,
  functions: readonly DeployedFunction[],
): readonly (Apigatewayv2Route | Apigatewayv2RouteResponse)[] {
  const authorizer = createAuthorizer(stack, environment, webSocket, functions);
  return functions.flatMap(({ definition, lambda }) => {
    const routes = definition.triggers.filter((trigger) => trigger.type === 'webSocketRoute');
    if (routes.length === 0) return [];
    const integration = new Apigatewayv2Integration(stack, `web-socket_${definition.name}`, {
      apiId: webSocket.api.id,
      integrationType: 'AWS_PROXY',
      integrationMethod: 'POST',
      integrationUri: lambda.invokeArn,
    });
    return routes.flatMap((route) => {
      const sourceArn = `${webSocket.executionArn}/${route.routeKey}`;
      allowInvocation(stack, lambda, { id: `web-socket_${routeId(route)}`, service, sourceArn });
      return createRoute(stack, webSocket, route, { authorizer, integration });
    });
  });
}

/** Terraform's names have no dots and no dollar signs. */
const routeId = ({ routeKey }: WebSocketRoute): string => routeKey.replaceAll(/[^a-zA-Z0-9-]/g, '_');

function createRoute(
  stack: TerraformStack,
  { api }: WebSocketApi,
  webSocketRoute: WebSocketRoute,
  { authorizer, integration }: { authorizer: Apigatewayv2Authorizer; integration: Apigatewayv2Integration },
): (Apigatewayv2Route | Apigatewayv2RouteResponse)[] {
  const { routeKey, reply } = webSocketRoute;
  const id = routeId(webSocketRoute);
  const route = new Apigatewayv2Route(stack, `route_${id}`, {
    apiId: api.id,
    routeKey,
    target: `integrations/${integration.id}`,
    ...(routeKey === '$connect' && { authorizationType: 'CUSTOM', authorizerId: authorizer.id }),
    ...(reply && { routeResponseSelectionExpression: '$default' }),
  });
  if (!reply) return [route];
  // Without a route response API Gateway drops what the function returns.
  const response = new Apigatewayv2RouteResponse(stack, `reply_${id}`, {
    apiId: api.id,
    routeId: route.id,
    routeResponseKey: '$default',
  });
  return [route, response];
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
  const sourceArn = `${api.executionArn}/authorizers/${authorizer.id}`;
  allowInvocation(stack, found.lambda, { id: 'web-socket-authorizer', service, sourceArn });
  return authorizer;
}
