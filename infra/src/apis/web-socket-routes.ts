import type { MockRoute } from '@switchboard/declarations';
import {
  Apigatewayv2Authorizer,
  Apigatewayv2Integration,
  Apigatewayv2IntegrationResponse,
  Apigatewayv2Route,
  Apigatewayv2RouteResponse,
  type Apigatewayv2Stage,
} from '../cdktf/aws.ts';
import type { TerraformResource } from '../cdktf/core.ts';
import { DeclarationError } from '../functions/declared.ts';
import { allowInvocation, type DeployedFunction } from '../functions/deployed-function.ts';
import { addressName, physicalName } from '../names.ts';
import type { Scope } from '../scope.ts';
import { createStage } from './stage.ts';
import type { WebSocketApi } from './web-socket-api.ts';

const service = 'apigateway.amazonaws.com';

/** What the access log says of a request or a frame. */
const logFields = {
  time: '$context.requestTime',
  requestId: '$context.requestId',
  connectionId: '$context.connectionId',
  route: '$context.routeKey',
  event: '$context.eventType',
  status: '$context.status',
  integrationStatus: '$context.integrationStatus',
  integrationLatencyMs: '$context.integrationLatency',
  error: '$context.integrationErrorMessage',
  sourceIp: '$context.identity.sourceIp',
};

export interface WebSocketRoutesProps {
  readonly webSocket: WebSocketApi;
  readonly functions: readonly DeployedFunction[];
  readonly mockRoutes: readonly MockRoute[];
}

/**
 * Leads every declared route to its function, behind the declared authorizer, and deploys that as the API's stage.
 *
 * @throws {DeclarationError} without an authorizer: everyone could connect
 */
export function createWebSocketRoutes(
  scope: Scope,
  { webSocket, functions, mockRoutes }: WebSocketRoutesProps,
): Apigatewayv2Stage {
  const authorizer = createAuthorizer(scope, webSocket, functions);
  const routes = functions.flatMap((deployed) =>
    createFunctionRoutes(scope, webSocket, deployed, authorizer),
  );
  const mocked = mockRoutes.flatMap((mockRoute) => createMockRoute(scope, webSocket, mockRoute));
  return createStage(scope, {
    api: webSocket.api,
    id: 'web-socket',
    name: webSocket.stageName,
    routeKeys: [
      ...functions.flatMap(({ definition }) => routesOf(definition).map(({ routeKey }) => routeKey)),
      ...mockRoutes.map(({ routeKey }) => routeKey),
    ],
    logFields,
    dependsOn: [...routes, ...mocked],
  });
}

const routesOf = ({ triggers }: DeployedFunction['definition']) =>
  triggers.filter((trigger) => trigger.type === 'webSocketRoute');

/** @returns what the stage has to wait for */
function createFunctionRoutes(
  scope: Scope,
  webSocket: WebSocketApi,
  { definition, lambda }: DeployedFunction,
  authorizer: Apigatewayv2Authorizer,
): TerraformResource[] {
  const routes = routesOf(definition);
  if (routes.length === 0) return [];
  const integration = new Apigatewayv2Integration(scope.construct, `web-socket_${definition.name}`, {
    apiId: webSocket.api.id,
    integrationType: 'AWS_PROXY',
    integrationMethod: 'POST',
    integrationUri: lambda.invokeArn,
  });
  return routes.flatMap(({ routeKey, reply }) => {
    const sourceArn = `${webSocket.executionArn}/${routeKey}`;
    allowInvocation(scope, lambda, { id: `web-socket_${addressName(routeKey)}`, service, sourceArn });
    return createRoute(scope, webSocket, {
      routeKey,
      reply,
      integration,
      ...(routeKey === '$connect' && { authorizer }),
    });
  });
}

interface RouteProps {
  readonly routeKey: string;
  readonly reply: boolean;
  readonly integration: Apigatewayv2Integration;
  readonly authorizer?: Apigatewayv2Authorizer;
}

function createRoute(
  { construct }: Scope,
  { api }: WebSocketApi,
  { routeKey, reply, integration, authorizer }: RouteProps,
): TerraformResource[] {
  const id = addressName(routeKey);
  const route = new Apigatewayv2Route(construct, `route_${id}`, {
    apiId: api.id,
    routeKey,
    target: `integrations/${integration.id}`,
    ...(authorizer && { authorizationType: 'CUSTOM', authorizerId: authorizer.id }),
    ...(reply && { routeResponseSelectionExpression: '$default' }),
  });
  if (!reply) return [route];
  // Without a route response API Gateway drops what the integration returns.
  const response = new Apigatewayv2RouteResponse(construct, `reply_${id}`, {
    apiId: api.id,
    routeId: route.id,
    routeResponseKey: '$default',
  });
  return [route, response];
}

/** The key of the one template of a mock integration, and what the integration is told to answer by it. */
const mockTemplate = { key: '200', request: '{"statusCode":200}' } as const;

/** A route that API Gateway answers itself: its integration answers 200, and a template makes the frame. */
function createMockRoute(
  scope: Scope,
  webSocket: WebSocketApi,
  { routeKey, response }: MockRoute,
): TerraformResource[] {
  const id = addressName(routeKey);
  const integration = new Apigatewayv2Integration(scope.construct, `web-socket-mock_${id}`, {
    apiId: webSocket.api.id,
    integrationType: 'MOCK',
    templateSelectionExpression: mockTemplate.key,
    requestTemplates: { [mockTemplate.key]: mockTemplate.request },
  });
  const answer = new Apigatewayv2IntegrationResponse(scope.construct, `web-socket-mock-answer_${id}`, {
    apiId: webSocket.api.id,
    integrationId: integration.id,
    integrationResponseKey: '$default',
    templateSelectionExpression: mockTemplate.key,
    responseTemplates: { [mockTemplate.key]: JSON.stringify(response) },
  });
  return [answer, ...createRoute(scope, webSocket, { routeKey, reply: true, integration })];
}

function createAuthorizer(
  scope: Scope,
  { api }: WebSocketApi,
  functions: readonly DeployedFunction[],
): Apigatewayv2Authorizer {
  const found = functions.find(({ definition }) =>
    definition.triggers.some(({ type }) => type === 'webSocketAuthorizer'),
  );
  if (!found) throw new DeclarationError('No function is declared as the WebSocket authorizer.');
  // No identity sources: API Gateway would refuse a request that lacks one, and a token comes by header or by query.
  const authorizer = new Apigatewayv2Authorizer(scope.construct, 'web-socket-authorizer', {
    apiId: api.id,
    name: physicalName(scope.environment, found.definition.name),
    authorizerType: 'REQUEST',
    authorizerUri: found.lambda.invokeArn,
  });
  const sourceArn = `${api.executionArn}/authorizers/${authorizer.id}`;
  allowInvocation(scope, found.lambda, { id: 'web-socket-authorizer', service, sourceArn });
  return authorizer;
}
