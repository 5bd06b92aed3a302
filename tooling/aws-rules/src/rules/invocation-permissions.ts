import { type Account, type Found, type Rule, refuse } from '../account.ts';
import { functionArnIn, type Invoker, mayInvoke } from '../invocations.ts';

interface Invocation extends Invoker {
  readonly user: Found;
}

/** Everything that invokes a function by the function's permission: AWS creates it, and then cannot invoke the function. */
export const invocationPermissions: Rule = {
  name: 'invocation-permission',
  check: (account) =>
    [...routes(account), ...authorizers(account), ...subscriptions(account), ...eventTargets(account)]
      .filter((invocation) => !mayInvoke(account, invocation))
      .map(({ user, functionArn, service, sourceArn }) =>
        refuse(
          user,
          `${service} may not invoke ${functionArn}: an aws_lambda_permission for ${sourceArn} is missing.`,
        ),
      ),
};

const service = 'apigateway.amazonaws.com';

function routes(account: Account): readonly Invocation[] {
  return account.all('aws_apigatewayv2_route').flatMap((user) => {
    const api = account.find('aws_apigatewayv2_api', 'id', user.text('api_id'));
    const target = user.text('target')?.replace(/^integrations\//, '');
    const integration = account.find('aws_apigatewayv2_integration', 'id', target);
    const functionArn = functionArnIn(integration?.text('integration_uri'));
    if (!api || functionArn === undefined) return [];
    const key = user.text('route_key') ?? '';
    const path = api.text('protocol_type') === 'HTTP' ? key.replace(' ', '') : key;
    return account.filter('aws_apigatewayv2_stage', 'api_id', api.text('id')).map((stage) => ({
      user,
      functionArn,
      service,
      sourceArn: `${api.text('execution_arn')}/${stage.text('name')}/${path}`,
    }));
  });
}

const authorizers = (account: Account): readonly Invocation[] =>
  account.all('aws_apigatewayv2_authorizer').flatMap((user) => {
    const api = account.find('aws_apigatewayv2_api', 'id', user.text('api_id'));
    const functionArn = functionArnIn(user.text('authorizer_uri'));
    // With credentials API Gateway assumes a role instead.
    if (!api || functionArn === undefined || user.text('authorizer_credentials_arn') !== undefined) return [];
    return [
      {
        user,
        functionArn,
        service,
        sourceArn: `${api.text('execution_arn')}/authorizers/${user.text('id')}`,
      },
    ];
  });

const subscriptions = (account: Account): readonly Invocation[] =>
  account.filter('aws_sns_topic_subscription', 'protocol', 'lambda').map((user) => ({
    user,
    functionArn: user.text('endpoint') ?? '',
    service: 'sns.amazonaws.com',
    sourceArn: user.text('topic_arn') ?? '',
  }));

const eventTargets = (account: Account): readonly Invocation[] =>
  account.all('aws_cloudwatch_event_target').flatMap((user) => {
    const functionArn = functionArnIn(user.text('arn'));
    const rule = account.find('aws_cloudwatch_event_rule', 'name', user.text('rule'));
    if (functionArn === undefined || !rule) return [];
    return [{ user, functionArn, service: 'events.amazonaws.com', sourceArn: rule.text('arn') ?? '' }];
  });
