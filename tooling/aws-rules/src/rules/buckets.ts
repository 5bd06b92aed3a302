import { type Account, accountIdOf, type Found, type Rule, refuse } from '../account.ts';
import { resourceAllows } from '../identities.ts';
import { mayInvoke } from '../invocations.ts';

export const bucketNames: Rule = {
  name: 'bucket-name',
  check: (account) =>
    account.all('aws_s3_bucket').flatMap((bucket) => {
      const name = bucket.text('bucket') ?? '';
      return /^(?!xn--)[a-z0-9](?!.*\.\.)[a-z0-9.-]{1,61}[a-z0-9]$/.test(name)
        ? []
        : [
            refuse(
              bucket,
              `bucket should have 3 to 63 small letters, digits, dots or hyphens, but is ${JSON.stringify(name)}.`,
            ),
          ];
    }),
};

/** Notifications of a bucket to what S3 may not reach: S3 tries every one when the configuration is written. */
export const notifications: Rule = {
  name: 'bucket-notification',
  check: (account) =>
    account.all('aws_s3_bucket_notification').flatMap((notification) => {
      const bucket = account.find('aws_s3_bucket', 'bucket', notification.text('bucket'));
      if (!bucket) {
        return [
          refuse(notification, `bucket should be a bucket, but there is no ${notification.text('bucket')}.`),
        ];
      }
      return [
        ...notification
          .blocks('lambda_function')
          .flatMap((target) => functionProblem(account, bucket, target)),
        ...notification.blocks('queue').flatMap((target) => queueProblem(account, bucket, target)),
      ].map((problem) => refuse(notification, problem));
    }),
};

function functionProblem(account: Account, bucket: Found, target: Pick<Found, 'text'>): readonly string[] {
  const functionArn = target.text('lambda_function_arn') ?? '';
  const invoker = { functionArn, service: 's3.amazonaws.com', sourceArn: bucket.text('arn') ?? '' };
  return mayInvoke(account, invoker)
    ? []
    : [`S3 may not invoke ${functionArn} for the bucket: an aws_lambda_permission is missing.`];
}

function queueProblem(account: Account, bucket: Found, target: Pick<Found, 'text'>): readonly string[] {
  const queueArn = target.text('queue_arn') ?? '';
  const queue = account.find('aws_sqs_queue', 'arn', queueArn);
  const policies = account
    .filter('aws_sqs_queue_policy', 'queue_url', queue?.text('url'))
    .map((policy) => policy.text('policy'));
  const request = {
    action: 'sqs:SendMessage',
    resource: queueArn,
    sourceArn: bucket.text('arn') ?? '',
    accountId: accountIdOf(queueArn),
  };
  return resourceAllows([...policies, queue?.text('policy')], 's3.amazonaws.com', request)
    ? []
    : [`S3 may not send to ${queueArn}: the policy of the queue should allow it sqs:SendMessage.`];
}
