import { functionPackages } from '../src/functions/function-packages.ts';
import { all, environmentNamed, one, removeStacks, synthesiseStack, wholeDev } from './stack.ts';

const stack = synthesiseStack(wholeDev);
const definitions = functionPackages.flatMap(({ functions }) => functions);
const mocked = functionPackages.flatMap(({ mockRoutes = [] }) => mockRoutes.map(({ routeKey }) => routeKey));
const triggers = definitions.flatMap((definition) =>
  definition.triggers.map((trigger) => ({ ...trigger, function: definition.name })),
);

afterAll(removeStacks);

const ref = (type: string, name: string, attribute = 'id'): string => `\${${type}.${name}.${attribute}}`;
const routes = all(stack, 'aws_apigatewayv2_route');
const routesOf = (api: string) => routes.filter(({ api_id }) => api_id === ref('aws_apigatewayv2_api', api));

/** The function that a route leads to: its target names an integration, that a function. */
function functionOf(route: { readonly target: string }): string {
  const [, integration = ''] =
    route.target.match(/^integrations\/\$\{aws_apigatewayv2_integration\.(.+)\.id\}$/) ?? [];
  const { integration_uri } = one(stack, 'aws_apigatewayv2_integration', integration);
  return integration_uri.match(/^\$\{aws_lambda_function\.(.+)\.invoke_arn\}$/)?.[1] ?? '';
}

describe('the WebSocket API', () => {
  it('leads each declared route to its function', () => {
    const declared = triggers.flatMap((trigger) =>
      trigger.type === 'webSocketRoute' ? [[trigger.routeKey, trigger.function]] : [],
    );
    const made = routesOf('web-socket')
      .filter(({ route_key }) => !mocked.includes(route_key))
      .map((route) => [route.route_key, functionOf(route)]);
    expect(made.sort()).toEqual(declared.sort());
  });

  it('has a route response wherever a reply is promised: without one the confirmation never reaches the client', () => {
    const promised = triggers.flatMap((trigger) =>
      trigger.type === 'webSocketRoute' && trigger.reply ? [trigger.routeKey] : [],
    );
    const responses = all(stack, 'aws_apigatewayv2_route_response').map(({ route_id }) => route_id);
    const answering = Object.entries(stack.resource.aws_apigatewayv2_route ?? {})
      .filter(([name]) => responses.includes(ref('aws_apigatewayv2_route', name)))
      .map(([, route]) => route);
    expect(promised).toContain('message.send');
    expect(answering.map(({ route_key }) => route_key).sort()).toEqual([...promised, ...mocked].sort());
    for (const route of answering) expect(route.route_response_selection_expression).toBe('$default');
  });

  it('lets nobody connect without the authorizer, and asks for no identity source that a browser lacks', () => {
    const connect = routesOf('web-socket').find(({ route_key }) => route_key === '$connect');
    expect(connect.authorization_type).toBe('CUSTOM');
    const authorizer = one(stack, 'aws_apigatewayv2_authorizer', 'web-socket-authorizer');
    expect(connect.authorizer_id).toBe(ref('aws_apigatewayv2_authorizer', 'web-socket-authorizer'));
    expect(authorizer.authorizer_type).toBe('REQUEST');
    expect(authorizer.identity_sources).toBeUndefined();
    expect(authorizer.authorizer_uri).toBe(ref('aws_lambda_function', 'authorize', 'invoke_arn'));
  });

  it('selects a route by the action of the message, and deploys itself', () => {
    const api = one(stack, 'aws_apigatewayv2_api', 'web-socket');
    expect(api.route_selection_expression).toBe('$request.body.action');
    for (const stage of all(stack, 'aws_apigatewayv2_stage')) expect(stage.auto_deploy).toBe(true);
  });

  it('makes its stage after every route and route response: API Gateway refuses to deploy an API without a route', () => {
    const types = [
      'aws_apigatewayv2_route',
      'aws_apigatewayv2_route_response',
      'aws_apigatewayv2_integration_response',
    ];
    const made = types.flatMap((type) =>
      Object.entries(stack.resource[type] ?? {})
        .filter(([, { api_id }]) => api_id === ref('aws_apigatewayv2_api', 'web-socket'))
        .map(([name]) => `${type}.${name}`),
    );
    const stage = one(stack, 'aws_apigatewayv2_stage', 'web-socket-stage');
    expect([...stage.depends_on].sort()).toEqual(made.sort());
  });
});

describe('the HTTP API', () => {
  it('leads each declared route to its function, behind IAM where that is declared', () => {
    const declared = triggers.flatMap((trigger) =>
      trigger.type === 'httpRoute'
        ? [
            [
              `${trigger.method} ${trigger.path}`,
              trigger.function,
              trigger.authorization === 'iam' ? 'AWS_IAM' : 'NONE',
            ],
          ]
        : [],
    );
    const made = routesOf('http').map((route) => [
      route.route_key,
      functionOf(route),
      route.authorization_type,
    ]);
    expect(made.sort()).toEqual(declared.sort());
  });

  it('lets its own pages and those of allowed origins ask for a session, and no others', () => {
    const ownPages = `https://${ref('aws_cloudfront_distribution', 'web-front', 'domain_name')}`;
    const corsOf = (origins: string[]) => {
      const environment = { ...environmentNamed('dev'), allowedOrigins: origins };
      return one(synthesiseStack(environment), 'aws_apigatewayv2_api', 'http').cors_configuration;
    };
    expect(corsOf(['https://shop.example.com'])).toMatchObject({
      allow_methods: ['POST'],
      allow_headers: ['authorization', 'content-type'],
      allow_origins: ['https://shop.example.com', ownPages],
    });
    expect(corsOf([]).allow_origins).toEqual([ownPages]);
  });
});

/** The scheduler invokes by a role of its own, Lambda receives from queues by the function's, and a dashboard invokes with the rights of whoever looks. */
const invokedByRole: readonly string[] = ['schedule', 'cron', 'queueMessages', 'dashboardWidget'];

describe('permissions to invoke', () => {
  it('are given for each trigger, from its own source', () => {
    const permissions = all(stack, 'aws_lambda_permission');
    const byService = triggers.filter(({ type }) => !invokedByRole.includes(type));
    expect(permissions.length).toBe(byService.length);
    for (const { action, source_arn } of permissions) {
      expect(action).toBe('lambda:InvokeFunction');
      expect(source_arn).toMatch(/^\$\{aws_(apigatewayv2_api|sns_topic)\.|:receipt-rule\//);
    }
  });

  it('name the very route, so that no other route of the API can invoke the function', () => {
    const sources = all(stack, 'aws_lambda_permission')
      .filter(({ principal }) => principal === 'apigateway.amazonaws.com')
      .map(({ source_arn }) => source_arn);
    expect(new Set(sources).size).toBe(sources.length);
    expect(sources).toContain(`${ref('aws_apigatewayv2_api', 'web-socket', 'execution_arn')}/dev/$connect`);
    expect(sources).toContain(
      `${ref('aws_apigatewayv2_api', 'http', 'execution_arn')}/*/POST/users/{userId}/sessions`,
    );
  });
});
