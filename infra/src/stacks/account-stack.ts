import {
  ApiGatewayAccount,
  DataAwsPartition,
  IamRole,
  IamRolePolicyAttachment,
  SesActiveReceiptRuleSet,
  SesReceiptRuleSet,
} from '../cdktf/aws.ts';
import type { App } from '../cdktf/core.ts';
import type { Environment } from '../environment/environment.ts';
import { ruleSetName } from '../messaging/inbound-mail.ts';
import { BaseStack } from './base-stack.ts';

/** The stack of the account and region that an environment is deployed to. */
export const accountStackName = ({ accountId, region }: Environment): string =>
  `account-${accountId}-${region}`;

/**
 * What exists once for each account and region, whatever environments are there: the role by which API Gateway writes logs, and the active
 * set of SES's receipt rules, to which each environment adds its rule.
 */
export class AccountStack extends BaseStack {
  /** @param environment one of the environments of the account and region */
  constructor(app: App, environment: Environment) {
    super(app, accountStackName(environment), environment, { application: environment.prefix });
    const { permissionBoundary, prefix, region } = environment;
    const { partition } = new DataAwsPartition(this, 'partition', {});
    const role = new IamRole(this, 'role_api-logs', {
      name: `${prefix}-api-logs-${region}`,
      // API Gateway tries the role when it is set, on behalf of no account: a condition on the source would refuse it.
      assumeRolePolicy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { Service: 'apigateway.amazonaws.com' }, Action: 'sts:AssumeRole' },
        ],
      }),
      ...(permissionBoundary !== undefined && { permissionsBoundary: permissionBoundary }),
    });
    const attachment = new IamRolePolicyAttachment(this, 'policy_api-logs', {
      role: role.name,
      policyArn: `arn:${partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs`,
    });
    new ApiGatewayAccount(this, 'api-logs', { cloudwatchRoleArn: role.arn, dependsOn: [attachment] });

    const ruleSet = new SesReceiptRuleSet(this, 'mail-rules', { ruleSetName: ruleSetName({ environment }) });
    new SesActiveReceiptRuleSet(this, 'active-mail-rules', { ruleSetName: ruleSet.ruleSetName });
  }
}
