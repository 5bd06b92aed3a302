import {
  type BucketDefinition,
  bucketUpload,
  cron,
  type FunctionDefinition,
  httpRoute,
  inboundMail,
  invoke,
  manageConnections,
  onBucket,
  type QueueDefinition,
  queueMessages,
  secret,
  sendMail,
  sendMessage,
  webSocketAuthorizer,
  webSocketRoute,
} from '@switchboard/declarations';
import { DeclarationError } from '../src/functions/declared.ts';
import { builtPackage, removePackages } from './built-package.ts';
import {
  type Attributes,
  all,
  environmentNamed,
  one,
  removeStacks,
  type Stack,
  synthesiseStack,
} from './stack.ts';

const mail: BucketDefinition = {
  name: 'mail',
  expiry: [
    { prefix: 'raw/', days: 30 },
    { prefix: 'chat/', days: { beyondRetention: 7 } },
  ],
  browserUploads: true,
};
const later: QueueDefinition = { name: 'later', maximumReceives: 3 };
const token = secret({ name: 'chat-token', description: 'The token of the other chat.' });

const base = { memoryMb: 128, timeoutSeconds: 20 } as const;

const declare = (name: string, rest: Partial<FunctionDefinition>): FunctionDefinition => ({
  name,
  entry: `src/lambda/${name}.ts`,
  ...base,
  triggers: [],
  uses: [],
  ...rest,
});

const postman = declare('postman', {
  triggers: [inboundMail(mail, 'raw/')],
  uses: [onBucket(mail, 'raw/', 'get', 'delete'), sendMail(), sendMessage(later), token, invoke('worker')],
});
const worker = declare('worker', {
  triggers: [queueMessages(later, { batchSize: 5, maximumConcurrency: 2 })],
  uses: [manageConnections('GET', 'DELETE')],
});
const librarian = declare('librarian', {
  triggers: [
    bucketUpload(mail, { prefix: 'files/', suffix: '.pdf' }),
    cron('0 8 ? * MON-FRI *', 'Europe/Prague'),
  ],
});
const door = declare('door', {
  triggers: [webSocketAuthorizer(), webSocketRoute('$connect'), httpRoute('GET', '/', 'none')],
});

const environment = {
  ...environmentNamed('dev'),
  mail: { domain: 'mail.example.com', zone: 'example.com' },
  allowedOrigins: ['https://shop.example.com'],
};

const synthesise = (...functions: FunctionDefinition[]): Stack =>
  synthesiseStack(environment, [
    { ...builtPackage(...functions), mockRoutes: [{ routeKey: 'ping', response: pong }] },
  ]);

const pong = { event: 'pong' };
const stack = synthesise(door, postman, worker, librarian);

afterAll(() => {
  removeStacks();
  removePackages();
});

const ref = (type: string, name: string, attribute: string): string => `\${${type}.${name}.${attribute}}`;
const account = ref('data.aws_caller_identity', 'current', 'account_id');

/** What a role allows, as `<action> <resource>`, its own log and dead-letter queue left out. */
function allowed(name: string): string[] {
  const { policy } = one(stack, 'aws_iam_role_policy', `policy_${name}`);
  return JSON.parse(policy)
    .Statement.flatMap(({ Action, Resource }: { Action: string[]; Resource: string[] }) =>
      Action.flatMap((action) => Resource.map((resource) => `${action} ${resource}`)),
    )
    .filter((permission: string) => !/^logs:|-failed\.arn/.test(permission));
}

const variablesOf = (name: string): Attributes =>
  one(stack, 'aws_lambda_function', name).environment.variables;

describe('a function that receives mail', () => {
  it('is invoked by SES after the mail was stored', () => {
    expect(one(stack, 'aws_ses_receipt_rule', 'inbound-mail')).toMatchObject({
      rule_set_name: 'switchboard',
      recipients: ['mail.example.com'],
      scan_enabled: true,
      s3_action: [
        { bucket_name: ref('aws_s3_bucket', 'bucket_mail', 'id'), object_key_prefix: 'raw/', position: 1 },
      ],
      lambda_action: [{ function_arn: ref('aws_lambda_function', 'postman', 'arn'), position: 2 }],
      depends_on: ['aws_s3_bucket_policy.bucket-policy_mail', 'aws_lambda_permission.invoke_inbound-mail'],
    });
  });

  it('lets SES store below its prefix alone, for this account and this rule alone', () => {
    const { policy } = one(stack, 'aws_s3_bucket_policy', 'bucket-policy_mail');
    const [, storing] = JSON.parse(policy).Statement;
    expect(storing).toMatchObject({
      Principal: { Service: 'ses.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: `${ref('aws_s3_bucket', 'bucket_mail', 'arn')}/raw/*`,
      Condition: { StringEquals: { 'aws:SourceAccount': account } },
    });
    expect(storing.Condition.ArnEquals['aws:SourceArn']).toMatch(
      /:ses:eu-central-1:.*:receipt-rule-set\/switchboard:receipt-rule\/switchboard-dev-inbound$/,
    );
  });

  it('may do what it declares, and is told where', () => {
    const bucket = ref('aws_s3_bucket', 'bucket_mail', 'arn');
    const arn = (service: string, resource: string) =>
      `arn:${ref('data.aws_partition', 'partition', 'partition')}:${service}:eu-central-1:${account}:${resource}`;
    expect(allowed('postman')).toEqual([
      `s3:DeleteObject ${bucket}/raw/*`,
      `s3:GetObject ${bucket}/raw/*`,
      `ses:SendEmail ${arn('ses', 'identity/mail.example.com')}`,
      `ses:SendRawEmail ${arn('ses', 'identity/mail.example.com')}`,
      `sqs:SendMessage ${ref('aws_sqs_queue', 'queue_later', 'arn')}`,
      `ssm:GetParameter ${arn('ssm', 'parameter/switchboard/dev/chat-token')}`,
      `lambda:InvokeFunction ${arn('lambda', 'function:switchboard-dev-worker')}`,
    ]);
    expect(variablesOf('postman')).toEqual({
      BUCKET_MAIL: ref('aws_s3_bucket', 'bucket_mail', 'bucket'),
      MAIL_DOMAIN: 'mail.example.com',
      QUEUE_LATER: ref('aws_sqs_queue', 'queue_later', 'url'),
      SECRET_CHAT_TOKEN: '/switchboard/dev/chat-token',
      FUNCTION_WORKER: 'switchboard-dev-worker',
    });
  });

  it('keeps a mail that it could not process', () => {
    expect(one(stack, 'aws_lambda_function_event_invoke_config', 'events_postman')).toMatchObject({
      maximum_retry_attempts: 2,
      maximum_event_age_in_seconds: 21_600,
    });
  });

  it('tells the local platform, and it alone, where recipients and what became of mails are', () => {
    const { output } = synthesiseStack(environmentNamed('local'));
    expect(JSON.parse(output.recipientLookup?.value)).toEqual({
      TableName: ref('aws_dynamodb_table', 'table_partitioned_keys', 'name'),
      Key: { partitionKey: { S: 'mail-address.{address}' }, sortKey: { S: 'owner' } },
    });
    expect(JSON.parse(output.mailStates?.value)).toEqual({
      TableName: ref('aws_dynamodb_table', 'table_email-processing-state', 'name'),
      Key: { message_id: { S: '{messageId}.{mailbox}' } },
    });
    const deployed = synthesiseStack(environmentNamed('prod')).output;
    expect(deployed).not.toHaveProperty('recipientLookup');
    expect(deployed).not.toHaveProperty('mailStates');
  });

  it('of HTTP tells its address where the declaration names an output', () => {
    const deployed = synthesiseStack(environmentNamed('prod')).output;
    expect(deployed.telegramWebhookUrl?.value).toBe('https://api.chat.example.com/telegram/webhook');
  });

  it('needs a mail domain', () => {
    const without = environmentNamed('dev');
    expect(() => synthesiseStack(without, [builtPackage(door, postman, worker)])).toThrow(
      'A function receives or sends mail, but the environment dev has no mail.domain.',
    );
  });
});

describe('a function that receives from a queue', () => {
  it('gets batches that may fail in part, and may receive', () => {
    expect(one(stack, 'aws_lambda_event_source_mapping', 'messages_later')).toMatchObject({
      event_source_arn: ref('aws_sqs_queue', 'queue_later', 'arn'),
      function_response_types: ['ReportBatchItemFailures'],
      batch_size: 5,
      scaling_config: { maximum_concurrency: 2 },
      depends_on: ['aws_iam_role_policy.policy_worker'],
    });
    expect(allowed('worker').filter((permission) => permission.startsWith('sqs:'))).toEqual(
      ['DeleteMessage', 'GetQueueAttributes', 'ReceiveMessage'].map(
        (action) => `sqs:${action} ${ref('aws_sqs_queue', 'queue_later', 'arn')}`,
      ),
    );
  });

  it('has six times its timeout for a message, which fails for good after the declared receives', () => {
    const queue = one(stack, 'aws_sqs_queue', 'queue_later');
    expect(queue.visibility_timeout_seconds).toBe(120);
    expect(JSON.parse(queue.redrive_policy)).toEqual({
      deadLetterTargetArn: ref('aws_sqs_queue', 'queue_later-failed', 'arn'),
      maxReceiveCount: 3,
    });
  });

  it('is the only one: a queue without a receiver, or with two, is refused', () => {
    expect(() => synthesise(door, postman)).toThrow(DeclarationError);
    const second = { ...worker, name: 'second' };
    expect(() => synthesise(door, postman, worker, second)).toThrow('several functions receive');
  });

  it('may look connections up and close them, and not post', () => {
    expect(allowed('worker').filter((permission) => permission.startsWith('execute-api:'))).toEqual(
      ['GET', 'DELETE'].map(
        (method) =>
          `execute-api:ManageConnections ${ref('aws_apigatewayv2_api', 'web-socket', 'execution_arn')}/dev/${method}/@connections/*`,
      ),
    );
  });
});

describe('a bucket', () => {
  it('is private, encrypted, and empties itself as declared', () => {
    expect(one(stack, 'aws_s3_bucket_public_access_block', 'private_mail')).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    const { rule } = one(stack, 'aws_s3_bucket_lifecycle_configuration', 'lifecycle_mail');
    expect(rule).toContainEqual(
      expect.objectContaining({ filter: [{ prefix: 'raw/' }], expiration: [{ days: 30 }] }),
    );
    expect(rule).toContainEqual(
      expect.objectContaining({ filter: [{ prefix: 'chat/' }], expiration: [{ days: 97 }] }),
    );
    const { policy } = one(stack, 'aws_s3_bucket_policy', 'bucket-policy_mail');
    expect(JSON.parse(policy).Statement[0]).toMatchObject({
      Effect: 'Deny',
      Action: 's3:*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
  });

  it('takes uploads from the pages of allowed origins', () => {
    expect(one(stack, 'aws_s3_bucket_cors_configuration', 'cors_mail').cors_rule[0]).toMatchObject({
      allowed_origins: expect.arrayContaining(['https://shop.example.com']),
    });
  });

  it('tells the function of uploads, once S3 may invoke it', () => {
    expect(one(stack, 'aws_s3_bucket_notification', 'notification_mail')).toMatchObject({
      lambda_function: [{ events: ['s3:ObjectCreated:*'], filter_prefix: 'files/', filter_suffix: '.pdf' }],
      depends_on: ['aws_lambda_permission.invoke_bucket_mail_librarian'],
    });
  });
});

describe('a cron trigger', () => {
  it('runs at its times in its zone', () => {
    expect(all(stack, 'aws_scheduler_schedule')).toMatchObject([
      {
        schedule_expression: 'cron(0 8 ? * MON-FRI *)',
        schedule_expression_timezone: 'Europe/Prague',
        target: { retry_policy: { maximum_retry_attempts: 0, maximum_event_age_in_seconds: 3600 } },
      },
    ]);
  });
});

describe('a mock route', () => {
  it('is answered by API Gateway itself', () => {
    const integration = one(stack, 'aws_apigatewayv2_integration', 'web-socket-mock_ping');
    expect(integration.integration_type).toBe('MOCK');
    expect(integration.integration_uri).toBeUndefined();
    const answer = one(stack, 'aws_apigatewayv2_integration_response', 'web-socket-mock-answer_ping');
    expect(answer.response_templates).toEqual({ '200': '{"event":"pong"}' });
    expect(one(stack, 'aws_apigatewayv2_route', 'route_ping')).toMatchObject({
      route_key: 'ping',
      target: `integrations/${ref('aws_apigatewayv2_integration', 'web-socket-mock_ping', 'id')}`,
      route_response_selection_expression: '$default',
    });
  });

  it('is deployed with the stage', () => {
    expect(one(stack, 'aws_apigatewayv2_stage', 'web-socket-stage').depends_on).toContain(
      'aws_apigatewayv2_integration_response.web-socket-mock-answer_ping',
    );
  });
});
