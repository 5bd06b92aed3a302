import {
  Apigatewayv2Api,
  Apigatewayv2Integration,
  Apigatewayv2Route,
  type Apigatewayv2Stage,
} from '../cdktf/aws.ts';
import type { TerraformResource } from '../cdktf/core.ts';
import { allowInvocation, type DeployedFunction } from '../functions/deployed-function.ts';
import { addressName, physicalName } from '../names.ts';
import type { Scope } from '../scope.ts';
import { createStage } from './stage.ts';

/** How long a browser may remember the answer to a preflight request. */
const preflightSeconds = 3600;

/** What the access log says of a request. */
const logFields = {
  time: '$context.requestTime',
  requestId: '$context.requestId',
  route: '$context.routeKey',
  status: '$context.status',
  integrationStatus: '$context.integrationStatus',
  integrationLatencyMs: '$context.integrationLatency',
  error: '$context.integrationErrorMessage',
  sourceIp: '$context.identity.sourceIp',
};

export interface HttpApiProps {
  readonly functions: readonly DeployedFunction[];
  /** The origins whose pages may call the API. */
  readonly origins: readonly string[];
}

/** The HTTP API and its one stage. */
export interface HttpApi {
  readonly api: Apigatewayv2Api;
  readonly stage: Apigatewayv2Stage;
}

/** Creates the HTTP API with every declared route. Its stage is `$default`, so that its address has no path. */
export function createHttpApi(scope: Scope, { functions, origins }: HttpApiProps): HttpApi {
  const api = new Apigatewayv2Api(scope.construct, 'http', {
    name: physicalName(scope.environment, 'http'),
    protocolType: 'HTTP',
    ...(origins.length > 0 && {
      corsConfiguration: {
        allowOrigins: [...origins],
        allowMethods: browserMethods(functions),
        allowHeaders: ['authorization', 'content-type'],
        maxAge: preflightSeconds,
      },
    }),
  });
  const routes = functions.flatMap((deployed) => createRoutes(scope, api, deployed));
  const stage = createStage(scope, {
    api,
    id: 'http',
    name: '$default',
    routeKeys: functions.flatMap((deployed) => routesOf(deployed).map(routeKeyOf)),
    logFields,
    dependsOn: routes,
  });
  return { api, stage };
}

const routesOf = ({ definition }: DeployedFunction) =>
  definition.triggers.filter((trigger) => trigger.type === 'httpRoute');

type HttpRoute = ReturnType<typeof routesOf>[number];

const routeKeyOf = ({ method, path }: HttpRoute): string => `${method} ${path}`;

/** Browsers call the routes without IAM authorization: a caller that signs with IAM is no page. */
function browserMethods(functions: readonly DeployedFunction[]): string[] {
  const open = functions.flatMap(routesOf).filter(({ authorization }) => authorization === 'none');
  return [...new Set(open.map(({ method }) => method))].sort();
}

function createRoutes(scope: Scope, api: Apigatewayv2Api, deployed: DeployedFunction): TerraformResource[] {
  const { definition, lambda } = deployed;
  const routes = routesOf(deployed);
  if (routes.length === 0) return [];
  const integration = new Apigatewayv2Integration(scope.construct, `http_${definition.name}`, {
    apiId: api.id,
    integrationType: 'AWS_PROXY',
    integrationMethod: 'POST',
    integrationUri: lambda.invokeArn,
    payloadFormatVersion: '2.0',
  });
  return routes.map((route) => {
    const { method, path, authorization } = route;
    const id = addressName(
      `${method.toLowerCase()}${path.replaceAll(/[^a-zA-Z0-9]+/g, '-').replace(/-$/, '')}`,
    );
    allowInvocation(scope, lambda, {
      id: `http_${id}`,
      service: 'apigateway.amazonaws.com',
      sourceArn: `${api.executionArn}/*/${method}${path}`,
    });
    return new Apigatewayv2Route(scope.construct, `route_${id}`, {
      apiId: api.id,
      routeKey: routeKeyOf(route),
      target: `integrations/${integration.id}`,
      authorizationType: authorization === 'iam' ? 'AWS_IAM' : 'NONE',
    });
  });
}
