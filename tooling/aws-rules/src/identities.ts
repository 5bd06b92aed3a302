import { type Account, accountIdOf, type Found } from './account.ts';
import { judge, type PolicyRequest } from './policy/judge.ts';
import { parsePolicy, type Statement } from './policy/policy-document.ts';
import { PolicyError } from './policy/policy-error.ts';

/** The statements of a policy; none where it is malformed, of which a rule of its own speaks. */
function statementsOf(json: string | undefined): readonly Statement[] {
  if (json === undefined) return [];
  try {
    return parsePolicy(json);
  } catch (error) {
    if (error instanceof PolicyError) return [];
    throw error;
  }
}

/**
 * Whether a role's own policies allow something.
 *
 * @returns `unknown` where the role has a policy that AWS manages, or that is not among the resources
 */
export function roleAllows(account: Account, role: Found, request: PolicyRequest): boolean | 'unknown' {
  const name = role.text('name');
  const attached = account.filter('aws_iam_role_policy_attachment', 'role', name).map((attachment) => ({
    policy: account.find('aws_iam_policy', 'arn', attachment.text('policy_arn')),
  }));
  const policies = [
    ...role.blocks('inline_policy').map((policy) => policy.text('policy')),
    ...account.filter('aws_iam_role_policy', 'role', name).map((policy) => policy.text('policy')),
    ...attached.map(({ policy }) => policy?.text('policy')),
  ];
  const verdict = judge(policies.flatMap(statementsOf), request);
  if (verdict === 'allowed') return true;
  const isUnknown =
    attached.some(({ policy }) => policy === undefined) || role.texts('managed_policy_arns').length > 0;
  return verdict === 'notAllowed' && isUnknown ? 'unknown' : false;
}

/**
 * Whether a service may assume a role on behalf of a resource.
 *
 * @param service for example `lambda.amazonaws.com`
 * @param sourceArn the resource that the service acts for
 */
export const trusts = (role: Found, service: string, sourceArn: string): boolean =>
  judge(statementsOf(role.text('assume_role_policy')), {
    action: 'sts:AssumeRole',
    principal: { kind: 'Service', value: service },
    context: { 'aws:SourceArn': sourceArn, 'aws:SourceAccount': accountIdOf(role.text('arn')) },
  }) === 'allowed';

/** Whether a policy of a resource lets a service do something on behalf of another resource. */
export const resourceAllows = (
  policies: readonly (string | undefined)[],
  service: string,
  {
    action,
    resource,
    sourceArn,
    accountId,
  }: { action: string; resource: string; sourceArn: string; accountId: string },
): boolean =>
  judge(policies.flatMap(statementsOf), {
    action,
    resource,
    principal: { kind: 'Service', value: service },
    context: { 'aws:SourceArn': sourceArn, 'aws:SourceAccount': accountId, 'aws:SecureTransport': 'true' },
  }) === 'allowed';
