import type { Attributes, SeededFault, StackEditor } from './stack-editor.ts';

/** What AWS refuses to create: each is added to the stack beside what is right, so that Terraform comes to all of them in one run. */
export const refusedOnCreation: readonly SeededFault[] = [
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
  {
    fault: 'a widget that names its function, without the ARN',
    seed: ({ copy }) => {
      const dashboard = copy('aws_cloudwatch_dashboard', 'dashboard', 'seeded-widget', {
        dashboard_name: 'seeded-widget',
      });
      dashboard.dashboard_body = dashboard.dashboard_body.replace(
        `\${aws_lambda_function.table-sizes.arn}`,
        'table-sizes',
      );
    },
    message: 'should have the ARN of a function as endpoint, but has table-sizes',
  },
];

/** What AWS creates and then refuses to use. */
export const refusedInUse: readonly SeededFault[] = [
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
export const refusedIfLate: readonly SeededFault[] = [
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
