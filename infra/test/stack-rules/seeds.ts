import type { Attributes } from '../stack.ts';
import type { StackJson } from './stack-json.ts';

/** A violation that is made on purpose in `prod`, the rule that notices it, and what the rule says. */
type Seed = readonly [rule: string, violation: string, seed: (stack: StackJson) => void, message: RegExp];

const at = ({ resource }: StackJson, type: string, name: string): Attributes => {
  const found = resource[type]?.[name];
  if (found === undefined) throw new RangeError(`There is no ${type}.${name}.`);
  return found;
};

const change =
  (type: string, name: string, attributes: Attributes) =>
  (stack: StackJson): void =>
    void Object.assign(at(stack, type, name), attributes);

const remove =
  (type: string, name: string) =>
  (stack: StackJson): void => {
    at(stack, type, name);
    delete (stack.resource[type] as Attributes)[name];
  };

const add =
  (type: string, name: string) =>
  ({ resource }: StackJson): void =>
    void Object.assign(resource, { [type]: { ...resource[type], [name]: {} } });

const edit =
  (type: string, name: string, attribute: string, from: string | RegExp, to: string) =>
  (stack: StackJson): void => {
    const attributes = at(stack, type, name);
    const edited = attributes[attribute].replace(from, to);
    expect(edited).not.toBe(attributes[attribute]);
    attributes[attribute] = edited;
  };

const policy = (name: string, from: string | RegExp, to: string) =>
  edit('aws_iam_role_policy', name, 'policy', from, to);

export const seeds: readonly Seed[] = [
  [
    'encryption',
    'a topic',
    change('aws_sns_topic', 'topic_responder', { kms_master_key_id: undefined }),
    /topic_responder: is not encrypted/,
  ],
  [
    'encryption',
    'a queue',
    change('aws_sqs_queue', 'queue_responder-failed', { sqs_managed_sse_enabled: false }),
    /queue_responder-failed: is not/,
  ],
  [
    'encryption',
    'a bucket',
    remove('aws_s3_bucket_server_side_encryption_configuration', 'encryption_mail'),
    /bucket_mail: is not encrypted/,
  ],
  [
    'encryption',
    'a bucket without TLS',
    edit('aws_s3_bucket_policy', 'bucket-policy_mail', 'policy', 'SecureTransport', 'Other'),
    /bucket_mail: can be reached without TLS/,
  ],
  [
    'encryption',
    'an old TLS',
    change('aws_apigatewayv2_domain_name', 'domain_http', {
      domain_name_configuration: { security_policy: 'TLS_1_0' },
    }),
    /domain_http: takes old/,
  ],
  [
    'encryption',
    'pages without TLS',
    (stack) => {
      at(stack, 'aws_cloudfront_distribution', 'web-front').default_cache_behavior.viewer_protocol_policy =
        'allow-all';
    },
    /web-front: serves pages without TLS/,
  ],
  [
    'recovery',
    'a table without backups',
    change('aws_dynamodb_table', 'table_messages', { point_in_time_recovery: { enabled: false } }),
    /table_messages: does not recover/,
  ],
  [
    'recovery',
    'a table that AWS lets be deleted',
    change('aws_dynamodb_table', 'table_messages', { deletion_protection_enabled: false }),
    /table_messages: AWS lets/,
  ],
  [
    'recovery',
    'a bucket that Terraform may destroy',
    change('aws_s3_bucket', 'bucket_mail', { lifecycle: undefined }),
    /bucket_mail: Terraform may destroy/,
  ],
  [
    'retention',
    'a log for ever',
    change('aws_cloudwatch_log_group', 'logs_responder', { retention_in_days: undefined }),
    /logs_responder: is kept for ever/,
  ],
  [
    'retention',
    'dead letters for a day',
    change('aws_sqs_queue', 'queue_responder-failed', { message_retention_seconds: 86_400 }),
    /queue_responder-failed: does not keep/,
  ],
  [
    'log group',
    'a function that makes its own',
    change('aws_lambda_function', 'connect', {
      logging_config: { log_format: 'JSON', log_group: '/aws/lambda/connect' },
    }),
    /connect: writes to no log group/,
  ],
  [
    'log group',
    'logs of plain text',
    (stack) => {
      at(stack, 'aws_lambda_function', 'connect').logging_config.log_format = 'Text';
    },
    /connect: does not log JSON/,
  ],
  [
    'no public access',
    'a bucket',
    change('aws_s3_bucket_public_access_block', 'private_mail', { block_public_policy: false }),
    /bucket_mail: may become public/,
  ],
  [
    'no public access',
    'a queue',
    edit(
      'aws_sqs_queue_policy',
      'queue-policy_responder_responder',
      'policy',
      '{"Service":"sns.amazonaws.com"}',
      '"*"',
    ),
    /queue-policy_responder_responder: lets anybody in/,
  ],
  [
    'no public access',
    'a function',
    change('aws_lambda_permission', 'invoke_web-socket_typing', { principal: '*' }),
    /invoke_web-socket_typing: lets anybody invoke/,
  ],
  [
    'no public access',
    'the address of a function',
    add('aws_lambda_function_url', 'open'),
    /open: is an address/,
  ],
  [
    'no public access',
    'a route without credentials',
    change('aws_apigatewayv2_route', 'route_post-messages', { authorization_type: 'NONE' }),
    /POST \/messages asks for no credentials/,
  ],
  [
    'no public access',
    'connections without an authorizer',
    change('aws_apigatewayv2_route', 'route__connect', { authorization_type: 'NONE' }),
    /\$connect asks for no credentials/,
  ],
  [
    'no wildcard',
    'a group of actions',
    policy('policy_connect', 'dynamodb:PutItem', 'dynamodb:*'),
    /policy_connect: allows a group/,
  ],
  [
    'no wildcard',
    'every resource',
    policy('policy_connect', /\$\{aws_dynamodb_table[^}]+\}/, '*'),
    /policy_connect: allows something with everything/,
  ],
  [
    'no wildcard',
    'every resource, beside actions that have none to name',
    policy('policy_operator', 'logs:GetQueryResults', 'logs:GetLogEvents'),
    /policy_operator: allows something with everything/,
  ],
  [
    'trust',
    'a role for every account',
    edit('aws_iam_role', 'role_connect', 'assume_role_policy', 'aws:SourceAccount', 'aws:PrincipalTag/x'),
    /role_connect: trusts a service/,
  ],
  [
    'trust',
    'a permission without a source',
    change('aws_lambda_permission', 'invoke_web-socket_typing', { source_arn: undefined }),
    /invoke_web-socket_typing: does not name/,
  ],
  [
    'dead letters',
    'a function',
    remove('aws_lambda_function_event_invoke_config', 'events_responder'),
    /aws_lambda_function\.responder: what fails/,
  ],
  [
    'dead letters',
    'the function of mail, which SES invokes',
    remove('aws_lambda_function_event_invoke_config', 'events_mail'),
    /aws_lambda_function\.mail: what fails/,
  ],
  [
    'dead letters',
    'a subscription',
    change('aws_sns_topic_subscription', 'subscription_responder_responder', { redrive_policy: undefined }),
    /subscription_responder_responder: what fails/,
  ],
  [
    'dead letters',
    'a schedule',
    (stack) => {
      delete at(stack, 'aws_scheduler_schedule', 'schedule_sweeper-every-1-min').target.dead_letter_config;
    },
    /schedule_sweeper-every-1-min: what fails/,
  ],
  [
    'dead letters',
    'a queue of work',
    change('aws_sqs_queue', 'queue_mail-jobs', { redrive_policy: undefined }),
    /queue_mail-jobs: what fails/,
  ],
  [
    'dead letters',
    'a queue that no alarm watches',
    remove('aws_cloudwatch_metric_alarm', 'alarm_dead-letters-1'),
    /no alarm watches ApproximateNumberOfMessagesVisible/,
  ],
  [
    'dead letters',
    'letters that grow old unseen',
    remove('aws_cloudwatch_metric_alarm', 'alarm_dead-letters-old-1'),
    /no alarm watches ApproximateAgeOfOldestMessage/,
  ],
  [
    'tags',
    'a provider',
    ({ provider }) => {
      delete provider.aws[1]?.default_tags;
    },
    /provider us-east-1: does not tag/,
  ],
  [
    'tags',
    'a resource with tags of its own',
    change('aws_dynamodb_table', 'table_messages', { tags: { environment: 'dev' } }),
    /table_messages: has tags of its own/,
  ],
  [
    'no account',
    'an ARN that was pasted',
    policy(
      'policy_connect',
      /\$\{aws_dynamodb_table[^}]+\}/,
      'arn:aws:dynamodb:eu-central-1:210987654321:table/t',
    ),
    /policy_connect: names an account/,
  ],
  [
    'no secret',
    'a token',
    (stack) => {
      at(stack, 'aws_lambda_function', 'connect').environment.variables.BOT = `1234567890:${'x'.repeat(35)}`;
    },
    /connect: holds something that looks like a secret/,
  ],
  [
    'no secret',
    'a password',
    (stack) => {
      at(stack, 'aws_lambda_function', 'connect').environment.variables.DB_PASSWORD = 'hunter2';
    },
    /connect: DB_PASSWORD is no name/,
  ],
  [
    'no secret',
    'a parameter whose value Terraform knows',
    add('aws_ssm_parameter', 'token'),
    /token: writes a secret into the state/,
  ],
  [
    'state',
    'a state in clear',
    ({ terraform }) => {
      terraform.backend.s3.encrypt = false;
    },
    /does not encrypt the state/,
  ],
  [
    'state',
    'a state without locks',
    ({ terraform }) => {
      delete terraform.backend.s3.use_lockfile;
    },
    /does not lock the state/,
  ],
  [
    'state',
    'any Terraform',
    ({ terraform }) => {
      delete terraform.required_version;
    },
    /takes any version of Terraform/,
  ],
  [
    'state',
    'any provider',
    ({ terraform }) => {
      terraform.required_providers.aws.version = '>= 6';
    },
    /takes any version of the provider/,
  ],
  [
    'state',
    'any account',
    ({ provider }) => {
      delete provider.aws[0].allowed_account_ids;
    },
    /provider aws: takes credentials of another account/,
  ],
  [
    'throttles',
    'a stage',
    change('aws_apigatewayv2_stage', 'http-stage', { default_route_settings: undefined }),
    /http-stage: is not throttled/,
  ],
];
