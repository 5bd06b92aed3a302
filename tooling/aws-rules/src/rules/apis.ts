import { type Account, type Found, type Rule, refuse } from '../account.ts';

/** The parts of an API that name others by their ids. */
export const apiReferences: Rule = {
  name: 'api-reference',
  check: (account) => [
    ...account.all('aws_apigatewayv2_route').flatMap((route) => routeProblems(account, route)),
    ...account
      .all('aws_apigatewayv2_route_response')
      .flatMap((response) =>
        account.find('aws_apigatewayv2_route', 'id', response.text('route_id'))
          ? []
          : [
              refuse(
                response,
                `route_id should be the id of a route, but there is no ${response.text('route_id')}.`,
              ),
            ],
      ),
    ...account
      .all('aws_apigatewayv2_integration')
      .flatMap((integration) => integrationProblems(account, integration)),
  ],
};

function routeProblems(account: Account, route: Found) {
  const apiId = route.text('api_id');
  const key = route.text('route_key');
  const target = route.text('target')?.replace(/^integrations\//, '');
  const integration = account.find('aws_apigatewayv2_integration', 'id', target);
  const twins = account
    .filter('aws_apigatewayv2_route', 'api_id', apiId)
    .filter((other) => other.text('route_key') === key);
  const needsAuthorizer = ['CUSTOM', 'JWT'].includes(route.text('authorization_type') ?? '');
  const authorizer = account.find('aws_apigatewayv2_authorizer', 'id', route.text('authorizer_id'));
  return [
    ...(target !== undefined && integration?.text('api_id') !== apiId
      ? [
          refuse(
            route,
            `target should be integrations/<id> of an integration of the API, but is ${route.text('target')}.`,
          ),
        ]
      : []),
    ...(twins[0] && twins[0].address !== route.address
      ? [refuse(route, `Another route of the API has the key ${key}.`)]
      : []),
    ...(needsAuthorizer && authorizer?.text('api_id') !== apiId
      ? [
          refuse(
            route,
            `authorizer_id should be the id of an authorizer of the API, but is ${route.text('authorizer_id')}.`,
          ),
        ]
      : []),
  ];
}

function integrationProblems(account: Account, integration: Found) {
  const api = account.find('aws_apigatewayv2_api', 'id', integration.text('api_id'));
  const protocol = api?.text('protocol_type');
  const type = integration.text('integration_type');
  const longestMs = protocol === 'HTTP' ? 30_000 : 29_000;
  const timeoutMs = integration.number('timeout_milliseconds');
  return [
    ...(protocol === 'HTTP' && type === 'MOCK'
      ? [refuse(integration, 'integration_type MOCK is for WebSocket APIs only.')]
      : []),
    ...(type === 'AWS_PROXY' && integration.text('integration_uri') === undefined
      ? [refuse(integration, 'integration_uri should be the invocation ARN of a function.')]
      : []),
    ...(timeoutMs !== undefined && (timeoutMs < 50 || timeoutMs > longestMs)
      ? [refuse(integration, `timeout_milliseconds should be 50 to ${longestMs}, but is ${timeoutMs}.`)]
      : []),
  ];
}

/** Stages that API Gateway does not deploy: without routes, or with throttles of routes that are not there. */
export const stages: Rule = {
  name: 'stage',
  check: (account) =>
    account.all('aws_apigatewayv2_stage').flatMap((stage) => {
      const keys = account
        .filter('aws_apigatewayv2_route', 'api_id', stage.text('api_id'))
        .map((route) => route.text('route_key'));
      const settings = stage.blocks('route_settings');
      const unknown = settings.map((block) => block.text('route_key')).filter((key) => !keys.includes(key));
      const halves = [...stage.blocks('default_route_settings'), ...settings].filter(
        (block) => !block.number('throttling_rate_limit') !== !block.number('throttling_burst_limit'),
      );
      return [
        ...(keys.length === 0 && (stage.flag('auto_deploy') || stage.text('deployment_id') !== undefined)
          ? [refuse(stage, 'The API has no route yet: at least one is needed before it is deployed.')]
          : []),
        ...unknown.map((key) =>
          refuse(stage, `route_settings names the route ${key}, which the API does not have.`),
        ),
        ...halves.map(() =>
          refuse(
            stage,
            'throttling_rate_limit and throttling_burst_limit should be set together, and be more than 0.',
          ),
        ),
      ];
    }),
};
