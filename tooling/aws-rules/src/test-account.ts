import type { AwsResource } from './resource.ts';

type Attributes = Record<string, unknown>;

/** Resources by type and name, for tests to change. */
export type TestResources = Record<string, Record<string, Attributes>>;

const arn = (service: string, resource: string): string =>
  `arn:aws:${service}:eu-central-1:000000000000:${resource}`;

const document = (...statements: object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

const trust = (service: string): string =>
  document({
    Effect: 'Allow',
    Principal: { Service: service },
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'aws:SourceAccount': '000000000000' } },
  });

const role = (name: string, service: string): Attributes => ({
  id: name,
  name,
  arn: `arn:aws:iam::000000000000:role/${name}`,
  assume_role_policy: trust(service),
});

const queue = (name: string, more: Attributes = {}): Attributes => ({
  id: `https://queues/${name}`,
  url: `https://queues/${name}`,
  name,
  arn: arn('sqs', name),
  ...more,
});

const permission = (principal: string, source_arn: string): Attributes => ({
  id: source_arn,
  action: 'lambda:InvokeFunction',
  function_name: 'worker',
  principal,
  source_arn,
});

const functionArn = arn('lambda', 'function:worker');
const invokeArn = `arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
const ruleArn = arn('ses', 'receipt-rule-set/rules:receipt-rule/inbound');

const sends = (service: string, queueName: string, source: string): string =>
  document({
    Effect: 'Allow',
    Principal: { Service: service },
    Action: 'sqs:SendMessage',
    Resource: arn('sqs', queueName),
    Condition: { ArnEquals: { 'aws:SourceArn': source } },
  });

/** An account in which one function is invoked in every way, and everything is right. */
export const goodAccount = (): TestResources => ({
  aws_iam_role: {
    worker: role('worker', 'lambda.amazonaws.com'),
    clock: role('clock', 'scheduler.amazonaws.com'),
  },
  aws_iam_role_policy: {
    worker: {
      role: 'worker',
      name: 'declared',
      policy: document(
        {
          Effect: 'Allow',
          Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
          Resource: arn('sqs', 'work'),
        },
        { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arn('sqs', 'failed') },
      ),
    },
    clock: {
      role: 'clock',
      name: 'invoke',
      policy: document(
        { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: functionArn },
        { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arn('sqs', 'failed') },
      ),
    },
  },
  aws_lambda_function: {
    worker: {
      id: 'worker',
      function_name: 'worker',
      arn: functionArn,
      invoke_arn: invokeArn,
      role: 'arn:aws:iam::000000000000:role/worker',
      runtime: 'nodejs24.x',
      handler: 'index.handler',
      filename: 'worker.zip',
      source_code_hash: 'hash',
      timeout: 10,
      memory_size: 512,
      environment: [{ variables: { TABLE: 'items' } }],
    },
  },
  aws_lambda_function_event_invoke_config: {
    worker: {
      function_name: 'worker',
      maximum_retry_attempts: 2,
      destination_config: [{ on_failure: [{ destination: arn('sqs', 'failed') }] }],
    },
  },
  aws_lambda_event_source_mapping: {
    worker: { function_name: 'worker', event_source_arn: arn('sqs', 'work'), batch_size: 10 },
  },
  aws_lambda_permission: {
    api: permission('apigateway.amazonaws.com', arn('execute-api', 'api1/*')),
    topic: permission('sns.amazonaws.com', arn('sns', 'news')),
    bucket: permission('s3.amazonaws.com', 'arn:aws:s3:::mail-bucket'),
    mail: permission('ses.amazonaws.com', ruleArn),
    rule: permission('events.amazonaws.com', arn('events', 'rule/hourly')),
  },
  aws_sqs_queue: {
    failed: queue('failed'),
    undelivered: queue('undelivered'),
    work: queue('work', {
      visibility_timeout_seconds: 60,
      redrive_policy: JSON.stringify({ deadLetterTargetArn: arn('sqs', 'failed'), maxReceiveCount: 5 }),
    }),
  },
  aws_sqs_queue_policy: {
    undelivered: {
      queue_url: 'https://queues/undelivered',
      policy: sends('sns.amazonaws.com', 'undelivered', arn('sns', 'news')),
    },
    work: {
      queue_url: 'https://queues/work',
      policy: sends('sns.amazonaws.com', 'work', arn('sns', 'news')),
    },
  },
  aws_sns_topic: { news: { name: 'news', arn: arn('sns', 'news') } },
  aws_sns_topic_subscription: {
    worker: {
      topic_arn: arn('sns', 'news'),
      protocol: 'lambda',
      endpoint: functionArn,
      redrive_policy: JSON.stringify({ deadLetterTargetArn: arn('sqs', 'undelivered') }),
    },
    queue: { topic_arn: arn('sns', 'news'), protocol: 'sqs', endpoint: arn('sqs', 'work') },
  },
  aws_cloudwatch_event_rule: { hourly: { name: 'hourly', arn: arn('events', 'rule/hourly') } },
  aws_cloudwatch_event_target: { hourly: { rule: 'hourly', arn: functionArn } },
  aws_scheduler_schedule: {
    clock: {
      name: 'clock',
      arn: arn('scheduler', 'schedule/default/clock'),
      schedule_expression: 'rate(5 minutes)',
      target: {
        arn: functionArn,
        role_arn: 'arn:aws:iam::000000000000:role/clock',
        dead_letter_config: { arn: arn('sqs', 'failed') },
      },
    },
  },
  aws_apigatewayv2_api: {
    ws: { id: 'api1', protocol_type: 'WEBSOCKET', execution_arn: arn('execute-api', 'api1') },
  },
  aws_apigatewayv2_integration: {
    worker: { id: 'int1', api_id: 'api1', integration_type: 'AWS_PROXY', integration_uri: invokeArn },
  },
  aws_apigatewayv2_authorizer: { guard: { id: 'auth1', api_id: 'api1', authorizer_uri: invokeArn } },
  aws_apigatewayv2_route: {
    connect: {
      id: 'route1',
      api_id: 'api1',
      route_key: '$connect',
      target: 'integrations/int1',
      authorization_type: 'CUSTOM',
      authorizer_id: 'auth1',
    },
  },
  aws_apigatewayv2_route_response: { connect: { id: 'res1', api_id: 'api1', route_id: 'route1' } },
  aws_apigatewayv2_stage: {
    ws: {
      id: 'live',
      api_id: 'api1',
      name: 'live',
      auto_deploy: true,
      default_route_settings: { throttling_rate_limit: 10, throttling_burst_limit: 20 },
      route_settings: [{ route_key: '$connect', throttling_rate_limit: 1, throttling_burst_limit: 2 }],
    },
  },
  aws_dynamodb_table: {
    items: {
      name: 'items',
      arn: arn('dynamodb', 'table/items'),
      hash_key: 'id',
      attribute: [
        { name: 'id', type: 'S' },
        { name: 'owner', type: 'S' },
      ],
      global_secondary_index: [{ name: 'by-owner', hash_key: 'owner' }],
    },
  },
  aws_s3_bucket: { mail: { bucket: 'mail-bucket', id: 'mail-bucket', arn: 'arn:aws:s3:::mail-bucket' } },
  aws_s3_bucket_policy: {
    mail: {
      bucket: 'mail-bucket',
      policy: document(
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: 'arn:aws:s3:::mail-bucket/*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
        {
          Effect: 'Allow',
          Principal: { Service: 'ses.amazonaws.com' },
          Action: 's3:PutObject',
          Resource: 'arn:aws:s3:::mail-bucket/mail/*',
          Condition: {
            StringEquals: { 'aws:SourceAccount': '000000000000' },
            ArnEquals: { 'aws:SourceArn': ruleArn },
          },
        },
      ),
    },
  },
  aws_s3_bucket_notification: {
    mail: {
      bucket: 'mail-bucket',
      lambda_function: [{ lambda_function_arn: functionArn, events: ['s3:ObjectCreated:*'] }],
    },
  },
  aws_ses_receipt_rule: {
    inbound: {
      name: 'inbound',
      rule_set_name: 'rules',
      recipients: ['example.com'],
      s3_action: [{ bucket_name: 'mail-bucket', object_key_prefix: 'mail/', position: 1 }],
      lambda_action: [{ function_arn: functionArn, position: 2 }],
    },
  },
  aws_cloudwatch_log_group: { worker: { name: '/aws/lambda/worker', retention_in_days: 14 } },
  aws_cloudwatch_dashboard: {
    overview: {
      dashboard_name: 'overview',
      dashboard_body: dashboardOf({ endpoint: functionArn }),
    },
  },
  aws_cloudwatch_metric_alarm: {
    errors: {
      alarm_name: 'errors',
      metric_query: [
        { id: 'm0', metric: [{ namespace: 'AWS/Lambda', metric_name: 'Errors', period: 300, stat: 'Sum' }] },
        {
          id: 'm1',
          metric: [{ namespace: 'AWS/Lambda', metric_name: 'Throttles', period: 300, stat: 'Sum' }],
        },
        { id: 'all', expression: 'IF(FILL(m0, 0) > 5 OR FILL(m1, 0) > 0, 1, 0)', return_data: true },
      ],
    },
  },
});

/** A dashboard of a graph and of what a function shows. */
export const dashboardOf = ({
  endpoint,
  ...place
}: {
  readonly endpoint: string;
  readonly x?: number;
}): string =>
  JSON.stringify({
    widgets: [
      { type: 'metric', x: 0, y: 0, width: 8, height: 6, properties: { region: 'eu-central-1' } },
      { type: 'custom', x: 8, y: 0, width: 16, height: 6, ...place, properties: { endpoint } },
    ],
  });

export const listOf = (resources: TestResources): AwsResource[] =>
  Object.entries(resources).flatMap(([type, byName]) =>
    Object.entries(byName).map(([name, attributes]) => ({ type, name, attributes })),
  );
