import { PolicyError, parsePolicy, type Statement } from '@switchboard/aws-rules';
import { PlatformError } from '../platform-error.ts';
import type { Resource } from '../terraform/resource.ts';
import { type Fields, fieldsOf } from './fields.ts';

/**
 * Every statement of the policies that a role has: its own, and those that are attached to it.
 *
 * @throws {PlatformError} `policy.unsupported`
 */
export function roleStatements(role: Fields, resources: readonly Resource[]): Statement[] {
  const ofType = (type: string) => resources.filter((resource) => resource.type === type).map(fieldsOf);
  const isOurs = (policy: Fields): boolean => policy.text('role') === role.text('name');
  const attached = ofType('aws_iam_role_policy_attachment')
    .filter(isOurs)
    .map((attachment) => policyOf(attachment, ofType('aws_iam_policy')));
  return [
    ...role.blocks('inline_policy'),
    ...ofType('aws_iam_role_policy').filter(isOurs),
    ...attached,
  ].flatMap((policy) => parse(policy.text('policy'), role.address));
}

function policyOf(attachment: Fields, policies: readonly Fields[]): Fields {
  const arn = attachment.text('policy_arn');
  const found = policies.find((policy) => policy.text('arn') === arn);
  if (found) return found;
  throw unsupported(
    `${attachment.address}.policy_arn is ${arn}: the local platform knows policies of the stack only.`,
  );
}

function parse(json: string, address: string): Statement[] {
  try {
    return parsePolicy(json);
  } catch (error) {
    if (error instanceof PolicyError) throw unsupported(`The policy of ${address} ${error.message}.`);
    throw error;
  }
}

const unsupported = (message: string): PlatformError => new PlatformError('policy.unsupported', message);
