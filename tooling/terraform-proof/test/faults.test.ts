import type { ProofResult, ProofStep } from '../src/prove.ts';
import type { StackDocument } from '../src/terraform/terraform.ts';
import { describeWithTerraform, proofTimeoutMs, proveStack } from './proof.ts';

/** A mistake that is made on purpose in a stack that is right. */
interface SeededFault {
  readonly fault: string;
  readonly seed: (stack: StackEditor) => void;
  /** What Terraform says of it, blanks aside. */
  readonly message: string | RegExp;
}

// The place of an attribute is known to the fault that changes it.
// biome-ignore lint/suspicious/noExplicitAny: see above
type Attributes = any;

interface StackEditor {
  readonly resource: Record<string, Record<string, Attributes>>;
  /** The stack's own provider. */
  readonly provider: Attributes;
  /** The first resource of a type. */
  first(type: string): Attributes;
  named(type: string, name: string): Attributes;
  /** Adds a changed copy of a resource, which is not connected to anything. */
  copy(type: string, from: string, to: string, change: Attributes): Attributes;
}

const editorOf = (document: StackDocument): StackEditor => {
  const resource = document.resource as StackEditor['resource'];
  return {
    resource,
    provider: (document.provider as { aws: Attributes[] }).aws[0],
    named: (type, name) => resource[type]?.[name] ?? fail(`${type}.${name}`),
    copy: (type, from, to, change) => {
      const byName = resource[type] ?? fail(type);
      byName[to] = { ...(byName[from] ?? fail(`${type}.${from}`)), ...change };
      return byName[to];
    },
    first: (type) => Object.values(resource[type] ?? {})[0] ?? fail(type),
  };
};

const fail = (type: string): never => {
  throw new RangeError(`The stack has no ${type}.`);
};

/** What the provider's schema and Terraform itself notice, each alone: one such mistake hides others. */
const mistakes: readonly SeededFault[] = [
  {
    fault: 'an argument that the resource does not have',
    seed: ({ first }) => {
      first('aws_sqs_queue').retention_days = 14;
    },
    message: 'retention_days',
  },
  {
    fault: 'a block that the resource does not have',
    seed: ({ first }) => {
      first('aws_dynamodb_table').backups = { enabled: true };
    },
    message: 'backups',
  },
  {
    fault: 'a text where a number belongs',
    seed: ({ first }) => {
      first('aws_lambda_function').timeout = 'ten seconds';
    },
    message: /timeout.*a number is required/s,
  },
  {
    fault: 'a list where one text belongs',
    seed: ({ first }) => {
      first('aws_lambda_function').handler = ['index.handler'];
    },
    message: /handler.*string required/s,
  },
  {
    fault: 'a required argument that is missing',
    seed: ({ first }) => {
      delete first('aws_lambda_function').role;
    },
    message: 'The argument "role" is required',
  },
  {
    fault: 'a required block that is missing',
    seed: ({ first }) => {
      delete first('aws_scheduler_schedule').target;
    },
    message: /target/,
  },
  {
    fault: 'two blocks where one is allowed',
    seed: ({ first }) => {
      first('aws_dynamodb_table').point_in_time_recovery = [{ enabled: true }, { enabled: true }];
    },
    message: /No more than 1 "point_in_time_recovery" block/,
  },
  {
    fault: 'a reference to a resource that is not in the stack',
    seed: ({ first }) => {
      first('aws_lambda_function').role = `\${aws_iam_role.nobody.arn}`;
    },
    message: 'Reference to undeclared resource',
  },
  {
    fault: 'a reference to an attribute that the resource does not have',
    seed: ({ resource, first }) => {
      const [name] = Object.keys(resource.aws_iam_role ?? {});
      first('aws_lambda_function').role = `\${aws_iam_role.${name}.role_arn}`;
    },
    message: 'Unsupported attribute',
  },
  {
    fault: 'a dependency on a resource that is not in the stack',
    seed: ({ first }) => {
      first('aws_lambda_function').depends_on = ['aws_iam_role_policy.nobody'];
    },
    message: 'undeclared resource',
  },
  {
    fault: 'resources that wait for each other',
    seed: ({ resource, first }) => {
      const [name] = Object.keys(resource.aws_lambda_function ?? {});
      first('aws_iam_role').depends_on = [`aws_lambda_function.${name}`];
    },
    message: 'Cycle:',
  },
  {
    fault: 'a function of Terraform that there is not',
    seed: ({ first }) => {
      first('aws_lambda_function').handler = `\${lowercase("INDEX")}`;
    },
    message: 'lowercase',
  },
];

/** What AWS refuses to create: each is added to the stack beside what is right, so that Terraform comes to all of them in one run. */
const refusedOnCreation: readonly SeededFault[] = [
  {
    fault: 'a role that Lambda cannot assume',
    seed: (stack) => {
      const role = stack.copy('aws_iam_role', 'role_connect', 'seeded-trust', { name: 'seeded-trust' });
      role.assume_role_policy = role.assume_role_policy.replace('lambda.amazonaws.com', 'ec2.amazonaws.com');
      copyFunction(stack, 'seeded-trust', { role: `\${aws_iam_role.seeded-trust.arn}` });
    },
    message: 'lambda.amazonaws.com cannot assume the role seeded-trust',
  },
  {
    fault: 'a role that Lambda may assume on behalf of another account only',
    seed: (stack) => {
      const role = stack.copy('aws_iam_role', 'role_connect', 'seeded-account', { name: 'seeded-account' });
      role.assume_role_policy = role.assume_role_policy.replace(/\$\{[^}]+\}/, '999999999999');
      copyFunction(stack, 'seeded-account', { role: `\${aws_iam_role.seeded-account.arn}` });
    },
    message: 'lambda.amazonaws.com cannot assume the role seeded-account',
  },
  {
    fault: 'a role that the scheduler cannot assume',
    seed: (stack) => {
      const { target } = stack.first('aws_scheduler_schedule');
      const role = `\${aws_iam_role.role_connect.arn}`;
      copySchedule(stack, 'seeded-scheduler', { target: { ...target, role_arn: role } });
    },
    message: 'scheduler.amazonaws.com cannot assume the role switchboard-dev-connect',
  },
  {
    fault: 'a function that may not send to its dead-letter queue',
    seed: ({ copy }) => {
      copy('aws_lambda_function_event_invoke_config', 'events_responder', 'seeded-destination', {
        function_name: `\${aws_lambda_function.connect.function_name}`,
      });
    },
    message: /destination: .*sqs:SendMessage/,
  },
  {
    fault: 'a policy that is not JSON',
    seed: ({ copy }) => {
      copy('aws_iam_role_policy', 'policy_connect', 'seeded-json', { name: 'json', policy: '{"Version":' });
    },
    message: /aws_iam_role_policy\.seeded-json.*policy-malformed/,
  },
  {
    fault: 'a policy of an identity that names a principal',
    seed: ({ copy }) => {
      const policy = copy('aws_iam_role_policy', 'policy_connect', 'seeded-principal', { name: 'principal' });
      policy.policy = policy.policy.replace('"Effect"', '"Principal":"*","Effect"');
    },
    message: 'has a Principal, which the policy of an identity may not have',
  },
  {
    fault: 'a runtime that Lambda does not have',
    seed: (stack) => copyFunction(stack, 'seeded-runtime', { runtime: 'nodejs18.x' }),
    message: 'runtime nodejs18.x is not supported for new functions',
  },
  {
    fault: 'a variable that Lambda keeps for itself',
    seed: (stack) =>
      copyFunction(stack, 'seeded-variable', { environment: { variables: { AWS_REGION: 'eu-central-1' } } }),
    message: 'environment has AWS_REGION, which Lambda sets itself',
  },
  {
    fault: 'more variables than Lambda takes',
    seed: (stack) =>
      copyFunction(stack, 'seeded-variables', { environment: { variables: { RULES: 'x'.repeat(5000) } } }),
    message: /environment has \d+ bytes, but may have 4096/,
  },
  {
    fault: 'a name that is too long for a function',
    seed: (stack) => copyFunction(stack, 'seeded-name', { function_name: 'x'.repeat(65) }),
    message: 'function_name should have 1 to 64 letters',
  },
  {
    fault: 'a key of a table that no attribute defines',
    seed: ({ copy }) => {
      copy('aws_dynamodb_table', 'table_threads', 'seeded-key', { name: 'seeded.key', hash_key: 'thread' });
    },
    message: 'attribute should define the key thread',
  },
  {
    fault: 'a retention that CloudWatch does not know',
    seed: ({ copy }) => {
      copy('aws_cloudwatch_log_group', 'logs_connect', 'seeded-log', {
        name: 'seeded',
        retention_in_days: 10,
      });
    },
    message: 'retention_in_days should be one of',
  },
  {
    fault: 'a schedule of one minutes',
    seed: (stack) => copySchedule(stack, 'seeded-schedule', { schedule_expression: 'rate(1 minutes)' }),
    message: 'schedule_expression should be rate',
  },
  {
    fault: 'a stage that is deployed before there is a route',
    seed: ({ copy }) => {
      copy('aws_apigatewayv2_api', 'web-socket', 'seeded-api', { name: 'seeded' });
      const api = `\${aws_apigatewayv2_api.seeded-api.id}`;
      const stage = copy('aws_apigatewayv2_stage', 'web-socket-stage', 'seeded-stage', { api_id: api });
      delete stage.depends_on;
    },
    message: 'The API has no route yet',
  },
  {
    fault: 'a throttle of a route that the API does not have',
    seed: ({ copy }) => {
      const throttle = { route_key: 'POST /nothing', throttling_rate_limit: 1, throttling_burst_limit: 1 };
      copy('aws_apigatewayv2_stage', 'http-stage', 'seeded-throttle', {
        name: 'seeded',
        route_settings: [throttle],
      });
    },
    message: 'route_settings names the route POST /nothing, which the API does not have',
  },
];

/** What AWS creates and then refuses to use. */
const refusedInUse: readonly SeededFault[] = [
  {
    fault: 'a route whose function API Gateway may not invoke',
    seed: ({ resource }) => {
      delete resource.aws_lambda_permission?.['invoke_web-socket_message_send'];
    },
    message: /invocation-permission: [^;]*message\.send is missing/,
  },
  {
    fault: 'a permission for another route than the one that needs it',
    seed: ({ named }) => {
      const permission = named('aws_lambda_permission', 'invoke_web-socket_typing');
      permission.source_arn = permission.source_arn.replace('typing', 'typings');
    },
    message: /invocation-permission: [^;]*\/typing is missing/,
  },
  {
    fault: 'a queue that the topic may not send undelivered messages to',
    seed: ({ named }) => {
      const policy = named('aws_sqs_queue_policy', 'queue-policy_responder_responder');
      policy.policy = policy.policy.replace('sns.amazonaws.com', 'events.amazonaws.com');
    },
    message: 'queue-policy',
  },
  {
    fault: 'a scheduler that may not invoke its function',
    seed: ({ named }) => {
      const policy = named('aws_iam_role_policy', 'policy_sweeper-schedule');
      policy.policy = policy.policy.replace('lambda:InvokeFunction', 'lambda:GetFunction');
    },
    message: 'schedule-target',
  },
];

/** What goes well or not as it happens: a dependency is missing. */
const refusedIfLate: readonly SeededFault[] = [
  {
    fault: 'a function that may be there before its policy',
    seed: ({ named }) => {
      delete named('aws_lambda_function', 'connect').depends_on;
    },
    message: 'aws_lambda_function.connect: late-policy',
  },
  {
    fault: 'a subscription that may be there before its function can be invoked',
    seed: ({ named }) => {
      delete named('aws_sns_topic_subscription', 'subscription_responder_responder').depends_on;
    },
    message: /subscription_responder_responder: (invocation-permission|queue-policy)/,
  },
  {
    fault: 'a schedule that may be there before its role can do anything',
    seed: ({ resource }) => {
      for (const schedule of Object.values(resource.aws_scheduler_schedule ?? {})) delete schedule.depends_on;
    },
    message: /aws_scheduler_schedule\.\S+: late-policy/,
  },
  {
    fault: 'a destination that may be set before the role can send to it',
    seed: ({ named }) => {
      delete named('aws_lambda_function_event_invoke_config', 'events_sweeper').depends_on;
      delete named('aws_lambda_function', 'sweeper').depends_on;
    },
    message: 'events_sweeper: destination',
  },
];

function copyFunction({ copy }: StackEditor, name: string, change: Attributes): void {
  copy('aws_lambda_function', 'connect', name, { function_name: name, ...change });
}

function copySchedule({ resource, copy }: StackEditor, name: string, change: Attributes): void {
  const [original = ''] = Object.keys(resource.aws_scheduler_schedule ?? {});
  copy('aws_scheduler_schedule', original, name, { name, ...change });
}

/** Runs a stack in which some faults were seeded. Output has its lines put together, which Terraform breaks. */
async function proveFaulty(faults: readonly SeededFault[]): Promise<ProofResult> {
  const result = await proveStack('dev', {
    change: (document) => {
      const editor = editorOf(document);
      for (const { seed } of faults) seed(editor);
      return document;
    },
    steps: ['init', 'validate', 'plan', 'apply', 'use', 'order'],
  });
  return { ...result, output: result.output.replaceAll(/\s+/g, ' ') };
}

describeWithTerraform('a seeded fault is noticed by Terraform and the schema:', () => {
  it.each(mistakes)(
    '$fault',
    async (fault) => {
      const { output, failedStep } = await proveFaulty([fault]);
      expect(output).toMatch(fault.message);
      expect(failedStep).toBe('validate');
    },
    proofTimeoutMs,
  );

  it(
    'credentials of another account',
    async () => {
      const { output, failedStep } = await proveFaulty([
        {
          fault: 'another account',
          seed: ({ provider }) => {
            provider.allowed_account_ids = ['999999999999'];
          },
          message: '',
        },
      ]);
      expect(output).toContain('AWS account ID not allowed');
      expect(output).toContain('The credentials are of account 111122223333. Allowed: 999999999999.');
      expect(failedStep).toBe('plan');
    },
    proofTimeoutMs,
  );
});

describeWithTerraform.each<[string, readonly SeededFault[], ProofStep]>([
  ['when AWS creates a resource', refusedOnCreation, 'apply'],
  ['when AWS uses what was created', refusedInUse, 'use'],
  ['by what Terraform may create first', refusedIfLate, 'order'],
])('a seeded fault is noticed %s:', (_when, faults, step) => {
  let result: ProofResult;

  beforeAll(async () => {
    result = await proveFaulty(faults);
  }, proofTimeoutMs);

  it('at that step, and not before', () => {
    expect(result.failedStep).toBe(step);
  });

  it.each(faults)('$fault', ({ message }) => {
    expect(result.output).toMatch(message);
  });
});

/** Orders that AWS does not insist on: why they are kept nevertheless. */
const kept: Readonly<Record<string, string>> = {
  aws_s3_object: 'a page must not be served before the files that it names',
  aws_s3_bucket_policy: 'AWS refuses to change the policy and the public access of a bucket in one moment',
  aws_lambda_function_event_invoke_config: 'implied by the function, which waits for the same policy',
};

describeWithTerraform('every dependency that is written', () => {
  it(
    'is missed when it is taken away, or there is a reason for it',
    async () => {
      const written: string[] = [];
      const result = await proveStack('dev', {
        change: (document) => {
          const { resource } = editorOf(document);
          for (const [type, byName] of Object.entries(resource)) {
            // Without these Terraform itself comes to an end: a fault of their own, above.
            if (type === 'aws_apigatewayv2_stage') continue;
            for (const [name, attributes] of Object.entries(byName)) {
              if (attributes.depends_on === undefined) continue;
              written.push(`${type}.${name}`);
              delete attributes.depends_on;
            }
          }
          return document;
        },
        steps: ['init', 'plan', 'apply', 'order'],
        // What Terraform happens to create too early would hide the rest.
        refuses: false,
      });
      expect(result.failedStep).toBe('order');
      const unnoticed = written.filter((address) => !result.output.includes(`${address}: `));
      const types = new Set(unnoticed.map((address) => address.split('.')[0]));
      expect([...types].filter((type) => type === undefined || !(type in kept))).toEqual([]);
      expect(written.length).toBeGreaterThan(10);
    },
    proofTimeoutMs,
  );
});
