import type { TableDefinition } from '@switchboard/data-core/table';
import type { FunctionDefinition } from '@switchboard/declarations';
import { usedTables } from '../src/functions/declared.ts';
import { functionPackages } from '../src/functions/function-packages.ts';
import { all, one, removeStacks, synthesiseStack, wholeDev } from './stack.ts';

const stack = synthesiseStack(wholeDev);
const definitions = functionPackages.flatMap(({ functions }) => functions);

afterAll(removeStacks);

/** What a function's role allows, as `<action> <resource>`. */
function allowed(name: string): string[] {
  const { policy } = one(stack, 'aws_iam_role_policy', `policy_${name}`);
  return JSON.parse(policy).Statement.flatMap(
    ({ Effect, Action, Resource, ...rest }: { Effect: string; Action: string[]; Resource: string[] }) => {
      expect(Effect).toBe('Allow');
      expect(rest).toEqual({});
      return Action.flatMap((action) => Resource.map((resource) => `${action} ${resource}`));
    },
  );
}

const stageArn = `\${aws_apigatewayv2_api.web-socket.execution_arn}/dev`;

const tableArn = ({ name }: TableDefinition): string => `\${aws_dynamodb_table.table_${name}.arn}`;

const actionOf = {
  get: 'GetItem',
  batchGet: 'BatchGetItem',
  query: 'Query',
  put: 'PutItem',
  update: 'UpdateItem',
  delete: 'DeleteItem',
  batchWrite: 'BatchWriteItem',
  check: 'ConditionCheckItem',
} as const;

/** The permissions that the declared uses of a table and its indexes promise. */
function promised({ uses }: FunctionDefinition, table: TableDefinition): string[] {
  const arn = tableArn(table);
  const permissions = uses.flatMap((use) => {
    if (use.type === 'table' && use.table === table) {
      return use.operations.map((operation) => `dynamodb:${actionOf[operation]} ${arn}`);
    }
    if (use.type === 'describeTables') return [`dynamodb:DescribeTable ${arn}`];
    if (use.type === 'tableIndex' && use.table === table)
      return [`dynamodb:Query ${arn}/index/${use.indexName}`];
    return [];
  });
  return permissions.sort();
}

const inRegion = `eu-central-1:\${data.aws_caller_identity.current.account_id}`;
const arnOf = (service: string, resource: string): string =>
  `arn:\${data.aws_partition.partition.partition}:${service}:${inRegion}:${resource}`;

const queueArn = (name: string): string => `\${aws_sqs_queue.queue_${name}.arn}`;

/** The permissions that the declared uses of queues, buckets, secrets and mail promise, and those that a queue's trigger needs. */
function promisedElsewhere({ uses, triggers }: FunctionDefinition): string[] {
  const ofUses = uses.flatMap((use) => {
    switch (use.type) {
      case 'sendMessage':
        return [`sqs:SendMessage ${queueArn(use.queue.name)}`];
      case 'bucket':
        return use.operations.map(
          (operation) =>
            `s3:${operation === 'get' ? 'GetObject' : operation === 'put' ? 'PutObject' : 'DeleteObject'} \${aws_s3_bucket.bucket_${use.bucket.name}.arn}/${use.prefix}*`,
        );
      case 'secret':
        return [`ssm:GetParameter ${arnOf('ssm', `parameter/switchboard/dev/${use.secret.name}`)}`];
      case 'sendMail':
        return ['SendEmail', 'SendRawEmail'].map(
          (action) => `ses:${action} ${arnOf('ses', 'identity/mail.example.com')}`,
        );
      default:
        return [];
    }
  });
  const ofTriggers = triggers.flatMap((trigger) =>
    trigger.type === 'queueMessages'
      ? ['DeleteMessage', 'GetQueueAttributes', 'ReceiveMessage'].map(
          (action) => `sqs:${action} ${queueArn(trigger.queue.name)}`,
        )
      : [],
  );
  return [...ofUses, ...ofTriggers];
}

describe.each(definitions.map((definition) => [definition.name, definition] as const))(
  'I14: the role of %s',
  (name, definition) => {
    const permissions = allowed(name);

    it('may do on each table what is declared, and nothing else', () => {
      for (const table of usedTables(definitions)) {
        const arn = tableArn(table);
        const onTable = permissions.filter((permission) => permission.includes(arn)).sort();
        expect(onTable).toEqual(promised(definition, table));
      }
    });

    it('may publish only to the topics that are declared', () => {
      const topics = definition.uses.flatMap((use) => (use.type === 'publish' ? [use.topic.name] : []));
      expect(permissions.filter((permission) => permission.startsWith('sns:'))).toEqual(
        topics.map((topic) => `sns:Publish \${aws_sns_topic.topic_${topic}.arn}`),
      );
    });

    it('may do with connections what is declared, and nothing else', () => {
      const methods = definition.uses.flatMap((use) => (use.type === 'connections' ? use.methods : []));
      expect(permissions.filter((permission) => permission.startsWith('execute-api:'))).toEqual(
        methods.map((method) => `execute-api:ManageConnections ${stageArn}/${method}/@connections/*`),
      );
    });

    it('may send to and receive from the queues, read and write below the prefixes, and read the secrets that are declared', () => {
      const own = `\${aws_sqs_queue.queue_${name}-failed.arn}`;
      const used = permissions.filter(
        (permission) => /^(sqs|s3|ssm|ses):/.test(permission) && !permission.endsWith(own),
      );
      expect(used.toSorted()).toEqual(promisedElsewhere(definition).toSorted());
    });

    it('may write its own log, send to its own dead-letter queue, and use no other service', () => {
      const failed = `\${aws_sqs_queue.queue_${name}-failed.arn}`;
      const others = permissions.filter(
        (permission) =>
          !/^(dynamodb|sns|execute-api|sqs|s3|ssm|ses):/.test(permission) || permission.endsWith(failed),
      );
      const failures = stack.resource.aws_lambda_function_event_invoke_config?.[`events_${name}`]
        ? [`sqs:SendMessage \${aws_sqs_queue.queue_${name}-failed.arn}`]
        : [];
      expect(others).toEqual([
        `logs:CreateLogStream \${aws_cloudwatch_log_group.logs_${name}.arn}:*`,
        `logs:PutLogEvents \${aws_cloudwatch_log_group.logs_${name}.arn}:*`,
        ...failures,
      ]);
    });

    it('may never scan, and holds no wildcard for an action or for a whole service', () => {
      expect(permissions.filter((permission) => /Scan| \*$|\*:|:\* /.test(permission))).toEqual([]);
    });

    it('can be taken by Lambda alone, and by this function alone', () => {
      expect(one(stack, 'aws_lambda_function', name).role).toBe(`\${aws_iam_role.role_${name}.arn}`);
      expect(JSON.parse(one(stack, 'aws_iam_role', `role_${name}`).assume_role_policy).Statement).toEqual([
        {
          Effect: 'Allow',
          Principal: { Service: 'lambda.amazonaws.com' },
          Action: 'sts:AssumeRole',
          Condition: {
            StringEquals: { 'aws:SourceAccount': `\${data.aws_caller_identity.current.account_id}` },
          },
        },
      ]);
      const roles = all(stack, 'aws_lambda_function').map(({ role }) => role);
      expect(new Set(roles).size).toBe(roles.length);
    });
  },
);

describe('I14: roles', () => {
  it('hold one inline policy each, and none but those of functions, schedules and people exist', () => {
    const policies = all(stack, 'aws_iam_role_policy').map(({ role }) => role);
    expect(new Set(policies).size).toBe(policies.length);
    expect(policies.length).toBe(all(stack, 'aws_iam_role').length);
    const people = ['role_caller', 'role_operator'];
    expect(policies.length).toBe(
      definitions.length + all(stack, 'aws_scheduler_schedule').length + people.length,
    );
  });

  it('fit what IAM allows inline: 10 240 characters, with ARNs of up to 120', () => {
    for (const { policy } of all(stack, 'aws_iam_role_policy')) {
      expect(policy.replaceAll(/\$\{[^}]+\}/g, 'x'.repeat(120)).length).toBeLessThan(10_240);
    }
  });
});
