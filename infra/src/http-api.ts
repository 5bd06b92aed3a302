import {
  Apigatewayv2Api,
  Apigatewayv2Integration,
  Apigatewayv2Route,
  Apigatewayv2Stage,
} from './cdktf/aws.ts';
import type { TerraformStack } from './cdktf/core.ts';
import { allowInvocation, type DeployedFunction } from './deployed-function.ts';
import type { Environment } from './environments.ts';
import { physicalName } from './names.ts';

/** How long a browser may remember the answer to a preflight. */
const preflightSeconds = 3600;

/** The HTTP API with every declared route. Its stage is `$default`, so that its address has no path. */
export function createHttpApi(
  stack: TerraformStack,
  environment: Environment,
  functions: readonly DeployedFunction[],
): Apigatewayv2Api {
  const api = new Apigatewayv2Api(stack, 'http', {
    name: physicalName(environment, 'http'),
    protocolType: 'HTTP',
    corsConfiguration: {
      allowOrigins: [...environment.allowedOrigins],
      allowMethods: methodsOf(functions),
      allowHeaders: ['content-type'],
      maxAge: preflightSeconds,
    },
  });
  new Apigatewayv2Stage(stack, 'http-stage', { apiId: api.id, name: '$default', autoDeploy: true });
  for (const deployed of functions) createRoutes(stack, api, deployed);
  return api;
}

const routesOf = ({ definition }: DeployedFunction) =>
  definition.triggers.filter((trigger) => trigger.type === 'httpRoute');

/** Browsers call the routes that ask for no authorization: whoever signs with IAM is no page. */
function methodsOf(functions: readonly DeployedFunction[]): string[] {
  const open = functions.flatMap(routesOf).filter(({ authorization }) => authorization === 'none');
  return [...new Set(open.map(({ method }) => method))].sort();
}

function createRoutes(stack: TerraformStack, api: Apigatewayv2Api, deployed: DeployedFunction): void {
  const { definition, lambda } = deployed;
  const routes = routesOf(deployed);
  if (routes.length === 0) return;
  const integration = new Apigatewayv2Integration(stack, `http_${definition.name}`, {
    apiId: api.id,
    integrationType: 'AWS_PROXY',
    integrationMethod: 'POST',
    integrationUri: lambda.invokeArn,
    payloadFormatVersion: '2.0',
  });
  for (const { method, path, authorization } of routes) {
    const id = `${method.toLowerCase()}${path.replaceAll(/[^a-zA-Z0-9]+/g, '-').replace(/-$/, '')}`;
    new Apigatewayv2Route(stack, `route_${id}`, {
      apiId: api.id,
      routeKey: `${method} ${path}`,
      target: `integrations/${integration.id}`,
      authorizationType: authorization === 'iam' ? 'AWS_IAM' : 'NONE',
    });
    allowInvocation(stack, lambda, {
      id: `http_${id}`,
      service: 'apigateway.amazonaws.com',
      sourceArn: `${api.executionArn}/*/${method}${path}`,
    });
  }
}
