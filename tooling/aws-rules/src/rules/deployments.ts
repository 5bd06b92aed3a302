import { type Account, type Found, type Rule, refuse } from '../account.ts';

/** APIs that answer nothing: without a stage, with a stage that is not deployed, or with routes that lead nowhere. */
export const deployments: Rule = {
  name: 'api-deployment',
  check: (account) => [
    ...account.all('aws_apigatewayv2_api').flatMap((api) => withoutStage(account, api)),
    ...account
      .all('aws_apigatewayv2_stage')
      .flatMap((stage) =>
        stage.flag('auto_deploy') || stage.text('deployment_id') !== undefined
          ? []
          : [
              refuse(
                stage,
                'The stage is never deployed: auto_deploy should be true, or deployment_id should name a deployment.',
              ),
            ],
      ),
    ...account
      .all('aws_apigatewayv2_route')
      .filter((route) => route.text('target') === undefined)
      .map((route) => refuse(route, 'The route leads nowhere: target should be integrations/<id>.')),
  ],
};

const withoutStage = (account: Account, api: Found) =>
  account.filter('aws_apigatewayv2_stage', 'api_id', api.text('id')).length > 0
    ? []
    : [refuse(api, 'The API has no stage, so it has no address.')];
