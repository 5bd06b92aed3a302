import { type Account, type Found, type Rule, refuse } from '../account.ts';
import { resourceAllows } from '../identities.ts';
import { mayInvoke } from '../invocations.ts';

const service = 'ses.amazonaws.com';

/** Receipt rules whose actions SES may not do: it tries every one when the rule is created. */
export const receiptRules: Rule = {
  name: 'receipt-rule',
  check: (account) =>
    account
      .all('aws_ses_receipt_rule')
      .flatMap((rule) =>
        [
          ...rule.blocks('s3_action').flatMap((action) => storeProblem(account, rule, action)),
          ...rule.blocks('lambda_action').flatMap((action) => invokeProblem(account, rule, action)),
        ].map((problem) => refuse(rule, problem)),
      ),
};

/** The ARN by which policies and permissions know a rule. */
function sourceArnOf({ place }: Account, rule: Found): string {
  const { partition, region, accountId } = place;
  const name = `receipt-rule-set/${rule.text('rule_set_name')}:receipt-rule/${rule.text('name')}`;
  return `arn:${partition}:ses:${region}:${accountId}:${name}`;
}

function storeProblem(account: Account, rule: Found, action: Pick<Found, 'text'>): readonly string[] {
  const bucket = account.find('aws_s3_bucket', 'bucket', action.text('bucket_name'));
  if (!bucket) return [`s3_action should name a bucket, but there is no ${action.text('bucket_name')}.`];
  const policies = account
    .filter('aws_s3_bucket_policy', 'bucket', bucket.text('bucket'))
    .map((policy) => policy.text('policy'));
  const request = {
    action: 's3:PutObject',
    resource: `${bucket.text('arn')}/${action.text('object_key_prefix') ?? ''}AMAZON_SES_SETUP_NOTIFICATION`,
    sourceArn: sourceArnOf(account, rule),
    accountId: account.place.accountId,
  };
  return resourceAllows(policies, service, request)
    ? []
    : [
        `SES may not write to the bucket ${bucket.text('bucket')}: its policy should allow ${service} s3:PutObject.`,
      ];
}

function invokeProblem(account: Account, rule: Found, action: Pick<Found, 'text'>): readonly string[] {
  const functionArn = action.text('function_arn') ?? '';
  return mayInvoke(account, { functionArn, service, sourceArn: sourceArnOf(account, rule) })
    ? []
    : [`SES may not invoke ${functionArn}: an aws_lambda_permission is missing.`];
}
