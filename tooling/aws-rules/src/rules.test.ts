import { refusedCode, refusedInUse, refusedOnCreation } from './index.ts';
import type { Refusal } from './resource.ts';
import { dashboardOf, goodAccount, listOf, type TestResources } from './test-account.ts';

type Attributes = Record<string, unknown>;

const refusalsOf = (resources: TestResources): readonly Refusal[] => {
  const list = listOf(resources);
  return [refusedOnCreation, refusedInUse, refusedCode(() => 'hash')].flatMap((rules) => rules(list));
};

/** The resource of a type and name. */
function at(resources: TestResources, address: string): Attributes {
  const [type = '', name = ''] = address.split('.');
  const found = resources[type]?.[name];
  if (!found) throw new RangeError(`The account has no ${address}.`);
  return found;
}

const trustOf = (service: string): string =>
  JSON.stringify({
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  });

/** A mistake, the resource that is refused for it, the rule, and words of its message. */
type Mistake = readonly [
  what: string,
  break_: (resources: TestResources) => void,
  resource: string,
  rule: string,
  message: string,
];

const set =
  (address: string, changes: Attributes) =>
  (resources: TestResources): void => {
    Object.assign(at(resources, address), changes);
  };

const remove =
  (address: string) =>
  (resources: TestResources): void => {
    const [type = '', name = ''] = address.split('.');
    at(resources, address);
    delete resources[type]?.[name];
  };

/** Takes statements of an action out of a policy. */
const forbid =
  (address: string, action: string, attribute = 'policy') =>
  (resources: TestResources): void => {
    const attributes = at(resources, address);
    const policy = JSON.parse(String(attributes[attribute])) as {
      Statement: { Action: string | string[] }[];
    };
    const kept = policy.Statement.map((statement) => ({
      ...statement,
      Action: [statement.Action].flat().map((name) => (name === action ? 'none:Nothing' : name)),
    }));
    attributes[attribute] = JSON.stringify({ Statement: kept });
  };

const mistakes: readonly Mistake[] = [
  [
    'a role that Lambda cannot assume',
    set('aws_iam_role.worker', { assume_role_policy: trustOf('ec2.amazonaws.com') }),
    'aws_lambda_function.worker',
    'role-trust',
    'lambda.amazonaws.com cannot assume the role worker',
  ],
  [
    'a role that the scheduler cannot assume',
    set('aws_iam_role.clock', { assume_role_policy: trustOf('lambda.amazonaws.com') }),
    'aws_scheduler_schedule.clock',
    'role-trust',
    'scheduler.amazonaws.com cannot assume the role clock',
  ],
  [
    'a trust policy for another account',
    (resources) =>
      set('aws_iam_role.worker', {
        assume_role_policy: String(at(resources, 'aws_iam_role.worker').assume_role_policy).replace(
          '000000000000',
          '111111111111',
        ),
      })(resources),
    'aws_lambda_function.worker',
    'role-trust',
    'cannot assume',
  ],
  [
    'a role that is not there',
    set('aws_lambda_function.worker', { role: 'arn:aws:iam::000000000000:role/nobody' }),
    'aws_lambda_function.worker',
    'role-trust',
    'there is no arn:aws:iam::000000000000:role/nobody',
  ],
  [
    'a role of API Gateway that it cannot assume',
    (resources) => {
      resources.aws_api_gateway_account = {
        logs: { cloudwatch_role_arn: 'arn:aws:iam::000000000000:role/worker' },
      };
    },
    'aws_api_gateway_account.logs',
    'role-trust',
    'apigateway.amazonaws.com cannot assume',
  ],
  [
    'a malformed trust policy',
    set('aws_iam_role.clock', { assume_role_policy: '{}' }),
    'aws_iam_role.clock',
    'policy-malformed',
    'has no Statement',
  ],
  [
    'a policy of an identity with a principal',
    set('aws_iam_role_policy.clock', { policy: trustOf('a') }),
    'aws_iam_role_policy.clock',
    'policy-malformed',
    'has a Principal',
  ],
  [
    'a policy that is too long',
    set('aws_iam_role_policy.clock', {
      policy: JSON.stringify({ Statement: { Effect: 'Allow', Action: 'a:b', Resource: 'x'.repeat(10_240) } }),
    }),
    'aws_iam_role_policy.clock',
    'policy-malformed',
    'may have 10240',
  ],
  [
    'a policy of a role that is not there',
    set('aws_iam_role_policy.clock', { role: 'nobody' }),
    'aws_iam_role_policy.clock',
    'role-unknown',
    'there is no role nobody',
  ],
  [
    'a runtime that is over',
    set('aws_lambda_function.worker', { runtime: 'nodejs18.x' }),
    'aws_lambda_function.worker',
    'function-limits',
    'runtime nodejs18.x is not supported',
  ],
  [
    'a name of a function with a dot',
    set('aws_lambda_function.worker', { function_name: 'a.b' }),
    'aws_lambda_function.worker',
    'function-limits',
    'function_name should have',
  ],
  [
    'too little memory',
    set('aws_lambda_function.worker', { memory_size: 64 }),
    'aws_lambda_function.worker',
    'function-limits',
    'memory_size should be 128 to 10240 MB, but is 64',
  ],
  [
    'too long a timeout',
    set('aws_lambda_function.worker', { timeout: 901 }),
    'aws_lambda_function.worker',
    'function-limits',
    'timeout should be 1 to 900 seconds',
  ],
  [
    'a variable that Lambda sets',
    set('aws_lambda_function.worker', { environment: { variables: { AWS_REGION: 'x' } } }),
    'aws_lambda_function.worker',
    'function-limits',
    'AWS_REGION, which Lambda sets itself',
  ],
  [
    'too large an environment',
    set('aws_lambda_function.worker', { environment: { variables: { A: 'x'.repeat(4096) } } }),
    'aws_lambda_function.worker',
    'function-limits',
    'may have 4096',
  ],
  [
    'a zip that has changed',
    set('aws_lambda_function.worker', { source_code_hash: 'other' }),
    'aws_lambda_function.worker',
    'code-hash',
    'source_code_hash should be hash',
  ],
  [
    'a permission of a function that is not there',
    set('aws_lambda_permission.topic', { function_name: 'nobody' }),
    'aws_lambda_permission.topic',
    'function-unknown',
    'there is no nobody',
  ],
  [
    'a mapping of a queue that is not there',
    set('aws_lambda_event_source_mapping.worker', {
      event_source_arn: 'arn:aws:sqs:eu-central-1:000000000000:none',
    }),
    'aws_lambda_event_source_mapping.worker',
    'event-source',
    'there is no arn:aws:sqs',
  ],
  [
    'a mapping whose queue hides messages too shortly',
    set('aws_sqs_queue.work', { visibility_timeout_seconds: 5 }),
    'aws_lambda_event_source_mapping.worker',
    'event-source',
    'hides a message for 5 s, but the function may take 10 s',
  ],
  [
    'a mapping whose function may not delete',
    forbid('aws_iam_role_policy.worker', 'sqs:DeleteMessage'),
    'aws_lambda_event_source_mapping.worker',
    'event-source',
    'should allow sqs:DeleteMessage on the queue work',
  ],
  [
    'a mapping with a large batch and no window',
    set('aws_lambda_event_source_mapping.worker', { batch_size: 100 }),
    'aws_lambda_event_source_mapping.worker',
    'event-source',
    'batch_size 100 needs',
  ],
  [
    'a destination that the role may not reach',
    forbid('aws_iam_role_policy.worker', 'sqs:SendMessage'),
    'aws_lambda_function_event_invoke_config.worker',
    'destination-permission',
    'should allow sqs:SendMessage on arn:aws:sqs:eu-central-1:000000000000:failed',
  ],
  [
    'too many retries',
    set('aws_lambda_function_event_invoke_config.worker', { maximum_retry_attempts: 3 }),
    'aws_lambda_function_event_invoke_config.worker',
    'destination-permission',
    'should be 0 to 2 attempts',
  ],
  [
    'a route to an integration that is not there',
    set('aws_apigatewayv2_route.connect', { target: 'integrations/none' }),
    'aws_apigatewayv2_route.connect',
    'api-reference',
    'target should be integrations/<id>',
  ],
  [
    'a route without an authorizer',
    set('aws_apigatewayv2_route.connect', { authorizer_id: undefined }),
    'aws_apigatewayv2_route.connect',
    'api-reference',
    'authorizer_id should be',
  ],
  [
    'two routes with one key',
    (resources) => {
      resources.aws_apigatewayv2_route = {
        ...resources.aws_apigatewayv2_route,
        twin: { id: 'route2', api_id: 'api1', route_key: '$connect', target: 'integrations/int1' },
      };
    },
    'aws_apigatewayv2_route.twin',
    'api-reference',
    'Another route of the API',
  ],
  [
    'a response of a route that is not there',
    set('aws_apigatewayv2_route_response.connect', { route_id: 'none' }),
    'aws_apigatewayv2_route_response.connect',
    'api-reference',
    'there is no none',
  ],
  [
    'an integration that waits too long',
    set('aws_apigatewayv2_integration.worker', { timeout_milliseconds: 30_000 }),
    'aws_apigatewayv2_integration.worker',
    'api-reference',
    'should be 50 to 29000',
  ],
  [
    'a stage without routes',
    (resources) => {
      resources.aws_apigatewayv2_api = {
        ...resources.aws_apigatewayv2_api,
        other: { id: 'api2', protocol_type: 'HTTP' },
      };
      resources.aws_apigatewayv2_stage = {
        ...resources.aws_apigatewayv2_stage,
        other: { api_id: 'api2', name: '$default', auto_deploy: true },
      };
    },
    'aws_apigatewayv2_stage.other',
    'stage',
    'has no route yet',
  ],
  [
    'a throttle of a route that is not there',
    set('aws_apigatewayv2_stage.ws', {
      route_settings: { route_key: 'none', throttling_rate_limit: 1, throttling_burst_limit: 1 },
    }),
    'aws_apigatewayv2_stage.ws',
    'stage',
    'names the route none',
  ],
  [
    'a rate without a burst',
    set('aws_apigatewayv2_stage.ws', { default_route_settings: { throttling_rate_limit: 10 } }),
    'aws_apigatewayv2_stage.ws',
    'stage',
    'should be set together',
  ],
  [
    'a stage that is never deployed',
    set('aws_apigatewayv2_stage.ws', { auto_deploy: false }),
    'aws_apigatewayv2_stage.ws',
    'api-deployment',
    'auto_deploy should be true',
  ],
  [
    'a route that leads nowhere',
    set('aws_apigatewayv2_route.connect', { target: undefined }),
    'aws_apigatewayv2_route.connect',
    'api-deployment',
    'leads nowhere',
  ],
  [
    'an API without a stage',
    remove('aws_apigatewayv2_stage.ws'),
    'aws_apigatewayv2_api.ws',
    'api-deployment',
    'has no stage',
  ],
  [
    'a permission for a route that is missing',
    remove('aws_lambda_permission.api'),
    'aws_apigatewayv2_route.connect',
    'invocation-permission',
    'an aws_lambda_permission for arn:aws:execute-api:eu-central-1:000000000000:api1/live/$connect is missing',
  ],
  [
    'a permission for another source',
    set('aws_lambda_permission.topic', { source_arn: 'arn:aws:sns:eu-central-1:000000000000:other' }),
    'aws_sns_topic_subscription.worker',
    'invocation-permission',
    'sns.amazonaws.com may not invoke',
  ],
  [
    'a permission for another service',
    set('aws_lambda_permission.rule', { principal: 'sns.amazonaws.com' }),
    'aws_cloudwatch_event_target.hourly',
    'invocation-permission',
    'events.amazonaws.com may not invoke',
  ],
  [
    'a dead-letter queue that the topic may not send to',
    remove('aws_sqs_queue_policy.undelivered'),
    'aws_sns_topic_subscription.worker',
    'queue-policy',
    'may not send to arn:aws:sqs:eu-central-1:000000000000:undelivered',
  ],
  [
    'a queue that the topic may not send to',
    forbid('aws_sqs_queue_policy.work', 'sqs:SendMessage'),
    'aws_sns_topic_subscription.queue',
    'queue-policy',
    'sns.amazonaws.com may not send to arn:aws:sqs:eu-central-1:000000000000:work',
  ],
  [
    'a schedule whose role may not invoke',
    forbid('aws_iam_role_policy.clock', 'lambda:InvokeFunction'),
    'aws_scheduler_schedule.clock',
    'schedule-target',
    'should allow lambda:InvokeFunction',
  ],
  [
    'a schedule whose role may not send what failed',
    forbid('aws_iam_role_policy.clock', 'sqs:SendMessage'),
    'aws_scheduler_schedule.clock',
    'schedule-target',
    'should allow sqs:SendMessage',
  ],
  [
    'a rate of one with a plural',
    set('aws_scheduler_schedule.clock', { schedule_expression: 'rate(1 minutes)' }),
    'aws_scheduler_schedule.clock',
    'schedule',
    'schedule_expression should be',
  ],
  [
    'a dead-letter queue that is not there',
    remove('aws_sqs_queue.failed'),
    'aws_sqs_queue.work',
    'queue',
    'there is no arn:aws:sqs',
  ],
  [
    'a queue that delays for too long',
    set('aws_sqs_queue.work', { delay_seconds: 901 }),
    'aws_sqs_queue.work',
    'queue',
    'delay_seconds should be 0 to 900',
  ],
  [
    'a table with an attribute that no key uses',
    set('aws_dynamodb_table.items', { global_secondary_index: [] }),
    'aws_dynamodb_table.items',
    'table',
    'attribute defines owner, which no key uses',
  ],
  [
    'a table whose key is not defined',
    set('aws_dynamodb_table.items', { range_key: 'time' }),
    'aws_dynamodb_table.items',
    'table',
    'attribute should define the key time',
  ],
  [
    'a bucket with capitals',
    (resources) => {
      resources.aws_s3_bucket = { ...resources.aws_s3_bucket, other: { bucket: 'Mail' } };
    },
    'aws_s3_bucket.other',
    'bucket-name',
    'small letters',
  ],
  [
    'a notification that S3 may not send',
    remove('aws_lambda_permission.bucket'),
    'aws_s3_bucket_notification.mail',
    'bucket-notification',
    'S3 may not invoke',
  ],
  [
    'a receipt rule that may not store',
    forbid('aws_s3_bucket_policy.mail', 's3:PutObject'),
    'aws_ses_receipt_rule.inbound',
    'receipt-rule',
    'SES may not write to the bucket mail-bucket',
  ],
  [
    'a receipt rule that may not invoke',
    remove('aws_lambda_permission.mail'),
    'aws_ses_receipt_rule.inbound',
    'receipt-rule',
    'SES may not invoke',
  ],
  [
    'a log that is kept for an odd number of days',
    set('aws_cloudwatch_log_group.worker', { retention_in_days: 10 }),
    'aws_cloudwatch_log_group.worker',
    'log-retention',
    'should be one of',
  ],
  [
    'an alarm with more metrics than an expression takes',
    set('aws_cloudwatch_metric_alarm.errors', {
      metric_query: [
        ...Array.from({ length: 11 }, (_, index) => ({
          id: `m${index}`,
          metric: [{ metric_name: 'Errors' }],
        })),
        { id: 'all', expression: 'SUM(FILL(METRICS(), 0))', return_data: true },
      ],
    }),
    'aws_cloudwatch_metric_alarm.errors',
    'alarm',
    'metric_query has 11 metrics, but may have 10',
  ],
  [
    'an alarm that compares nothing with its threshold',
    set('aws_cloudwatch_metric_alarm.errors', {
      metric_query: [{ id: 'm0', metric: [{ metric_name: 'Errors' }] }],
    }),
    'aws_cloudwatch_metric_alarm.errors',
    'alarm',
    'metric_query should have return_data once, but has it 0 times',
  ],
  [
    'an expression that names a metric which the alarm does not have',
    set('aws_cloudwatch_metric_alarm.errors', {
      metric_query: [{ id: 'all', expression: 'FILL(m0, 0)', return_data: true }],
    }),
    'aws_cloudwatch_metric_alarm.errors',
    'alarm',
    'metric_query has no m0, which an expression names',
  ],
  [
    'a dashboard that is not JSON',
    set('aws_cloudwatch_dashboard.overview', { dashboard_body: '{"widgets":' }),
    'aws_cloudwatch_dashboard.overview',
    'dashboard',
    'dashboard_body is not JSON',
  ],
  [
    'a dashboard whose name has a dot',
    set('aws_cloudwatch_dashboard.overview', { dashboard_name: 'over.view' }),
    'aws_cloudwatch_dashboard.overview',
    'dashboard',
    'dashboard_name should have 1 to 255 letters',
  ],
  [
    'a widget of a function by its name',
    set('aws_cloudwatch_dashboard.overview', { dashboard_body: dashboardOf({ endpoint: 'worker' }) }),
    'aws_cloudwatch_dashboard.overview',
    'dashboard',
    'widget 1 should have the ARN of a function as endpoint, but has worker',
  ],
  [
    'a widget beyond the last column',
    set('aws_cloudwatch_dashboard.overview', {
      dashboard_body: dashboardOf({ endpoint: 'arn:aws:lambda:eu-central-1:1:function:f', x: 9 }),
    }),
    'aws_cloudwatch_dashboard.overview',
    'dashboard',
    'widget 1 ends at column 25, but a dashboard has 24',
  ],
  [
    'a graph without a region, and a widget of no known type',
    set('aws_cloudwatch_dashboard.overview', {
      dashboard_body: JSON.stringify({ widgets: [{ type: 'metric' }, { type: 'graph' }] }),
    }),
    'aws_cloudwatch_dashboard.overview',
    'dashboard',
    'widget 0 has no region',
  ],
];

describe('AWS', () => {
  it('refuses nothing of an account in which all is right', () => {
    expect(refusalsOf(goodAccount())).toEqual([]);
  });

  it.each(mistakes)('refuses %s, and the rule names it', (_what, break_, resource, rule, message) => {
    const resources = goodAccount();
    break_(resources);
    expect(refusalsOf(resources)).toContainEqual({
      resource,
      rule,
      message: expect.stringContaining(message),
    });
  });

  it('refuses nothing that policies which AWS manages may allow', () => {
    const resources = goodAccount();
    forbid('aws_iam_role_policy.worker', 'sqs:DeleteMessage')(resources);
    resources.aws_iam_role_policy_attachment = {
      worker: {
        role: 'worker',
        policy_arn: 'arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole',
      },
    };
    expect(refusalsOf(resources)).toEqual([]);
  });

  it('counts the policies that are attached to a role', () => {
    const resources = goodAccount();
    const policy = at(resources, 'aws_iam_role_policy.worker').policy;
    delete resources.aws_iam_role_policy?.worker;
    resources.aws_iam_policy = { work: { arn: 'arn:aws:iam::000000000000:policy/work', policy } };
    resources.aws_iam_role_policy_attachment = {
      worker: { role: 'worker', policy_arn: 'arn:aws:iam::000000000000:policy/work' },
    };
    expect(refusalsOf(resources)).toEqual([]);
  });
});
