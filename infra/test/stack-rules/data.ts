import { addressIn, all, type StackRule, statements, unless } from './stack-json.ts';

export const encryption: StackRule = {
  name: 'encryption',
  check: (stack) => [
    // CloudWatch and budgets could not publish to a topic with SNS's own key.
    ...all(stack, 'aws_sns_topic').flatMap(([address, { kms_master_key_id: key }]) =>
      unless(key !== undefined || address === 'aws_sns_topic.alarms', address, 'is not encrypted'),
    ),
    ...all(stack, 'aws_sqs_queue').flatMap(([address, queue]) =>
      unless(queue.sqs_managed_sse_enabled === true, address, 'is not encrypted'),
    ),
    ...all(stack, 'aws_s3_bucket').flatMap(([address]) => {
      const encrypted = all(stack, 'aws_s3_bucket_server_side_encryption_configuration');
      return unless(
        encrypted.some(([, { bucket }]) => addressIn(bucket) === address),
        address,
        'is not encrypted',
      );
    }),
    ...all(stack, 'aws_s3_bucket').flatMap(([address]) =>
      unless(
        statements(stack).some(
          ({ statement, resources }) =>
            statement.Effect === 'Deny' &&
            statement.Condition?.Bool?.['aws:SecureTransport'] === 'false' &&
            resources.some((resource) => addressIn(resource) === address),
        ),
        address,
        'can be reached without TLS',
      ),
    ),
    ...all(stack, 'aws_apigatewayv2_domain_name').flatMap(
      ([address, { domain_name_configuration: settings }]) =>
        unless(settings.security_policy === 'TLS_1_2', address, 'takes old versions of TLS'),
    ),
    ...all(stack, 'aws_cloudfront_distribution').flatMap(([address, distribution]) =>
      [distribution.default_cache_behavior, ...(distribution.ordered_cache_behavior ?? [])].flatMap(
        ({ viewer_protocol_policy: policy }) =>
          unless(/^(redirect-to-https|https-only)$/.test(policy), address, 'serves pages without TLS'),
      ),
    ),
  ],
};

export const recovery: StackRule = {
  name: 'recovery',
  check: (stack, { protected: isProtected }) => [
    ...all(stack, 'aws_dynamodb_table').flatMap(([address, table]) => [
      ...unless(
        table.point_in_time_recovery?.enabled === true,
        address,
        'does not recover to a point in time',
      ),
      ...unless(
        table.deletion_protection_enabled === isProtected,
        address,
        `AWS ${isProtected ? 'lets it be deleted' : 'keeps it'}`,
      ),
    ]),
    ...['aws_dynamodb_table', 'aws_s3_bucket'].flatMap((type) =>
      all(stack, type).flatMap(([address, { lifecycle, force_destroy: forced }]) => [
        ...unless(
          (lifecycle?.prevent_destroy ?? false) === isProtected,
          address,
          `Terraform ${isProtected ? 'may destroy it' : 'keeps it'}`,
        ),
        ...unless(!(isProtected && forced === true), address, 'is emptied when it is destroyed'),
      ]),
    ),
  ],
};

export const retention: StackRule = {
  name: 'retention',
  check: (stack, { logRetentionDays: days }) => [
    ...all(stack, 'aws_cloudwatch_log_group').flatMap(([address, { retention_in_days: kept }]) =>
      unless(kept === days, address, `is kept ${kept ?? 'for ever'}, not ${days} days`),
    ),
    ...all(stack, 'aws_sqs_queue').flatMap(([address, { message_retention_seconds: kept }]) =>
      unless(kept === 1_209_600, address, 'does not keep messages for 14 days'),
    ),
  ],
};
