import { type Account, type Found, type Rule, refuse } from '../account.ts';
import { trusts } from '../identities.ts';

/** A resource that AWS creates only where its service can assume a role. */
interface RoleUse {
  readonly user: Found;
  readonly attribute: string;
  readonly roleArn: string | undefined;
  readonly service: string;
}

const roleUses = (account: Account): readonly RoleUse[] => [
  ...account.all('aws_lambda_function').map((user) => ({
    user,
    attribute: 'role',
    roleArn: user.text('role'),
    service: 'lambda.amazonaws.com',
  })),
  ...account.all('aws_scheduler_schedule').map((user) => ({
    user,
    attribute: 'target.role_arn',
    roleArn: user.block('target')?.text('role_arn'),
    service: 'scheduler.amazonaws.com',
  })),
  ...account.all('aws_api_gateway_account').map((user) => ({
    user,
    attribute: 'cloudwatch_role_arn',
    roleArn: user.text('cloudwatch_role_arn'),
    service: 'apigateway.amazonaws.com',
  })),
];

/** Roles that are not there, or that the service which needs them cannot assume. */
export const roleTrust: Rule = {
  name: 'role-trust',
  check: (account) =>
    roleUses(account).flatMap(({ user, attribute, roleArn, service }) => {
      if (roleArn === undefined) return [];
      const role = account.find('aws_iam_role', 'arn', roleArn);
      if (!role)
        return [refuse(user, `${attribute} should be the ARN of a role, but there is no ${roleArn}.`)];
      if (trusts(role, service, user.text('arn') ?? '')) return [];
      return [
        refuse(
          user,
          `${service} cannot assume the role ${role.text('name')}: its trust policy should allow it sts:AssumeRole.`,
        ),
      ];
    }),
};
