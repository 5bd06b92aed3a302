import type { Attributes } from '../stack.ts';
import { addressIn, all, everything, type StackJson, type StackRule, unless } from './stack-json.ts';

export const logGroup: StackRule = {
  name: 'log group',
  check: (stack) => [
    ...all(stack, 'aws_lambda_function').flatMap(([address, { logging_config: logging }]) => {
      const group = addressIn(logging?.log_group);
      return [
        ...unless(
          all(stack, 'aws_cloudwatch_log_group').some(([found]) => found === group),
          address,
          'writes to no log group of the stack',
        ),
        ...unless(logging?.log_format === 'JSON', address, 'does not log JSON'),
      ];
    }),
  ],
};

/** What is lost where nobody waits for an answer, and the queue that keeps it: `[address, queue]`. */
function asynchronousEdges(stack: StackJson): readonly (readonly [address: string, queue: unknown])[] {
  const failures = new Map(
    all(stack, 'aws_lambda_function_event_invoke_config').map(([, config]) => [
      addressIn(config.function_name),
      config.destination_config?.on_failure?.destination,
    ]),
  );
  const subscriptions = all(stack, 'aws_sns_topic_subscription').filter(
    ([, { protocol }]) => protocol !== 'email',
  );
  const invoked: readonly string[] = [
    ...subscriptions
      .filter(([, { protocol }]) => protocol === 'lambda')
      .map(([, { endpoint }]) => addressIn(endpoint)),
    ...all(stack, 'aws_scheduler_schedule').map(([, { target }]) => addressIn(target.arn)),
    ...all(stack, 'aws_s3_bucket_notification').flatMap(([, { lambda_function: functions = [] }]) =>
      functions.map(({ lambda_function_arn: arn }: Attributes) => addressIn(arn)),
    ),
    ...all(stack, 'aws_ses_receipt_rule').flatMap(([, { lambda_action: actions = [] }]) =>
      actions.map(({ function_arn: arn }: Attributes) => addressIn(arn)),
    ),
  ];
  const queueIn = (redrive: unknown): unknown =>
    typeof redrive === 'string' ? JSON.parse(redrive).deadLetterTargetArn : undefined;
  const sources = all(stack, 'aws_lambda_event_source_mapping').map(([, { event_source_arn: arn }]) =>
    addressIn(arn),
  );
  return [
    ...[...new Set(invoked)].map((address) => [address, failures.get(address)] as const),
    ...subscriptions.map(([address, { redrive_policy: redrive }]) => [address, queueIn(redrive)] as const),
    ...all(stack, 'aws_scheduler_schedule').map(
      ([address, { target }]) => [address, target.dead_letter_config?.arn] as const,
    ),
    ...sources.map((address) => {
      const [, queue] = all(stack, 'aws_sqs_queue').find(([found]) => found === address) ?? [];
      return [address, queueIn(queue?.redrive_policy)] as const;
    }),
  ];
}

export const deadLetters: StackRule = {
  name: 'dead letters',
  check: (stack, { alarms }) => {
    const watched = all(stack, 'aws_cloudwatch_metric_alarm').flatMap(([, { metric_query: queries }]) =>
      queries.map(
        ({ metric }: Attributes) => `${metric?.metric_name} ${addressIn(metric?.dimensions?.QueueName)}`,
      ),
    );
    return asynchronousEdges(stack).flatMap(([address, queue]) => {
      if (queue === undefined) return [`${address}: what fails for good is lost`];
      if (!alarms) return [];
      return ['ApproximateNumberOfMessagesVisible', 'ApproximateAgeOfOldestMessage'].flatMap((metric) =>
        unless(
          watched.includes(`${metric} ${addressIn(queue)}`),
          address,
          `no alarm watches ${metric} of its queue`,
        ),
      );
    });
  },
};

export const tags: StackRule = {
  name: 'tags',
  check: ({ provider, ...rest }, { name, prefix }) => [
    ...provider.aws.flatMap(({ default_tags: given, alias = 'aws' }) =>
      unless(
        given?.[0]?.tags.application === prefix && [name, undefined].includes(given[0].tags.environment),
        `provider ${alias}`,
        'does not tag what it creates',
      ),
    ),
    ...everything({ provider, ...rest }).flatMap(([address, { tags: own }]) =>
      unless(
        own?.application === undefined && own?.environment === undefined,
        address,
        'has tags of its own',
      ),
    ),
  ],
};

export const state: StackRule = {
  name: 'state',
  check: ({ terraform, provider }, { accountId }) => [
    ...unless(terraform.backend.s3?.encrypt === true, 'backend', 'does not encrypt the state'),
    ...unless(terraform.backend.s3?.use_lockfile === true, 'backend', 'does not lock the state'),
    ...unless(/^>= \d/.test(terraform.required_version ?? ''), 'terraform', 'takes any version of Terraform'),
    ...unless(
      /^\d+\.\d+\.\d+$/.test(terraform.required_providers.aws.version),
      'terraform',
      'takes any version of the provider',
    ),
    ...provider.aws.flatMap(({ allowed_account_ids: allowed, alias = 'aws' }) =>
      unless(
        JSON.stringify(allowed) === JSON.stringify([accountId]),
        `provider ${alias}`,
        'takes credentials of another account',
      ),
    ),
  ],
};

export const throttles: StackRule = {
  name: 'throttles',
  check: (stack) =>
    all(stack, 'aws_apigatewayv2_stage').flatMap(([address, { default_route_settings: settings }]) =>
      unless(
        settings?.throttling_rate_limit > 0 && settings.throttling_burst_limit > 0,
        address,
        'is not throttled',
      ),
    ),
};
