import { settingsOf } from '../src/environment/environment.ts';
import { functionsFor } from '../src/functions/declared.ts';
import { functionPackages } from '../src/functions/function-packages.ts';
import { type Attributes, all, environmentNamed, one, removeStacks, synthesiseStack } from './stack.ts';

const stack = synthesiseStack(environmentNamed('prod'));
const prodSettings = settingsOf(environmentNamed('prod'));
const definitions = functionPackages.flatMap(({ functions }) => functionsFor(functions, prodSettings));

afterAll(removeStacks);

const ref = (type: string, name: string, attribute: string): string => `\${${type}.${name}.${attribute}}`;
const alarmNamed = (id: string): Attributes => one(stack, 'aws_cloudwatch_metric_alarm', `alarm_${id}`);
const alarms = all(stack, 'aws_cloudwatch_metric_alarm');

/** The metrics of an alarm as `name of dimension values`. */
const metricsOf = ({ metric_query: queries }: Attributes): string[] =>
  queries
    .filter(({ metric }: Attributes) => metric)
    .map(({ metric }: Attributes) =>
      [metric.metric_name, ...Object.values<string>(metric.dimensions ?? {})].join(' of '),
    );

/** The patterns by which lines of logs are counted in a metric, by log group. */
const counted = (metricName: string): ReadonlyMap<string, string> =>
  new Map(
    all(stack, 'aws_cloudwatch_log_metric_filter').flatMap(
      ({ log_group_name: group, pattern, metric_transformation: { name, namespace, value } }) =>
        name === metricName && namespace === 'switchboard/prod' && value === '1' ? [[group, pattern]] : [],
    ),
  );

describe('the alarms', () => {
  it('watch how many dead letters there are, and how old, in every dead-letter queue', () => {
    const deadLetterQueues = Object.keys(stack.resource.aws_sqs_queue ?? {}).filter((name) =>
      /-(failed|undelivered|unscheduled)$/.test(name),
    );
    const watched = alarms.flatMap(metricsOf);
    expect(deadLetterQueues.length).toBeGreaterThanOrEqual(4);
    for (const name of deadLetterQueues) {
      const queue = ref('aws_sqs_queue', name, 'name');
      expect(watched).toContain(`ApproximateNumberOfMessagesVisible of ${queue}`);
      expect(watched).toContain(`ApproximateAgeOfOldestMessage of ${queue}`);
    }
  });

  it('add the queues up: one letter anywhere is enough', () => {
    const deadLetters = alarms.filter(({ alarm_name: name }) => /-dead-letters(-\d+)?$/.test(name));
    expect(deadLetters.length).toBeGreaterThan(0);
    for (const { metric_query: queries, threshold } of deadLetters) {
      expect(queries.at(-1)).toMatchObject({ expression: 'SUM(FILL(METRICS(), 0))', return_data: true });
      expect(threshold).toBe(0);
    }
  });

  it('fault: a queue without data silenced the alarm of all others: what is put together counts as zero where it has none', () => {
    const expressions = alarms.flatMap(({ metric_query: queries }) =>
      queries.flatMap(({ expression }: Attributes) => expression ?? []),
    );
    expect(expressions.length).toBeGreaterThan(5);
    for (const expression of expressions) {
      expect(expression.replaceAll(/FILL\((METRICS\(\)|m\d+), 0\)/g, '')).not.toMatch(/m\d|METRICS/);
    }
  });

  it('are split where CloudWatch would take no more metrics: evenly, and numbered from one', () => {
    const sizes = alarms
      .filter(({ alarm_name: name }) => /-dead-letters-\d+$/.test(name))
      .map((alarm) => [alarm.alarm_name.match(/\d+$/)[0], metricsOf(alarm).length]);
    expect(sizes.map(([number]) => number)).toEqual(sizes.map((_, index) => String(index + 1)));
    const counts = sizes.map(([, count]) => Number(count));
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  });

  it('count the failed invocations of every function in one metric', () => {
    expect([...counted('FunctionErrors').keys()].sort()).toEqual(
      definitions.map(({ name }) => ref('aws_cloudwatch_log_group', `logs_${name}`, 'name')).sort(),
    );
    expect(metricsOf(alarmNamed('function-errors'))).toEqual(['FunctionErrors', 'Throttles']);
  });

  it('count what takes more than 80 % of its own timeout, where somebody waits', () => {
    const slow = counted('SlowInvocations');
    expect(slow.get(ref('aws_cloudwatch_log_group', 'logs_responder', 'name'))).toBe(
      '{ $.type = "platform.report" && $.record.metrics.durationMs > 48000 }',
    );
    expect([...slow.keys()].sort()).toEqual(
      definitions
        .filter(({ triggers }) => triggers.some(({ type }) => /webSocketRoute|topicSubscription/.test(type)))
        .map(({ name }) => ref('aws_cloudwatch_log_group', `logs_${name}`, 'name'))
        .sort(),
    );
    expect(metricsOf(alarmNamed('function-duration'))).toEqual(['SlowInvocations']);
  });

  it('notice a schedule that stopped or always fails: no data is as bad as no run', () => {
    const alarm = alarmNamed('silent-schedules');
    for (const name of ['sweeper', 'telegram-digest']) {
      const schedule = ref('aws_lambda_function', name, 'function_name');
      expect(metricsOf(alarm)).toEqual(
        expect.arrayContaining([`Invocations of ${schedule}`, `Errors of ${schedule}`]),
      );
    }
    expect(alarm.metric_query.at(-1).expression).toBe(
      'MIN([FILL(m0, 0)-FILL(m1, 0), FILL(m2, 0)-FILL(m3, 0)])',
    );
    expect(alarm).toMatchObject({
      comparison_operator: 'LessThanThreshold',
      threshold: 1,
      treat_missing_data: 'breaching',
    });
  });

  it('read what the sweeper writes into its log, and nothing else writes it', () => {
    const reporters = definitions.filter(({ uses }) => uses.some(({ type }) => type === 'metrics'));
    expect(reporters.map(({ name }) => name)).toEqual(['sweeper']);
    const { environment } = one(stack, 'aws_lambda_function', 'sweeper');
    expect(environment.variables.METRIC_NAMESPACE).toBe('switchboard/prod');
    for (const kind of ['bot', 'human']) {
      const [{ metric }] = alarmNamed(`waiting-for-${kind}`).metric_query;
      expect(metric).toMatchObject({ namespace: 'switchboard/prod', dimensions: { WaitsFor: kind } });
    }
  });

  it('notice customers who wait, for the bot and for a person, each by its own limit, and every thread that is parked', () => {
    const forBot = alarmNamed('waiting-for-bot');
    expect(metricsOf(forBot)).toEqual(['OldestWaitingSeconds of bot']);
    expect(forBot.threshold).toBe(600);
    const forHuman = alarmNamed('waiting-for-human');
    expect(metricsOf(forHuman)).toEqual(['OldestWaitingSeconds of human', 'OldestWaitingSeconds of failed']);
    expect(forHuman.metric_query.at(-1).expression).toBe('IF(FILL(m0, 0) > 1800 OR FILL(m1, 0) > 0, 1, 0)');
    expect(forHuman.threshold).toBe(0);
  });

  it('watch throttles, user errors and capacity of every table that messages pass', () => {
    const watched = [...metricsOf(alarmNamed('table-errors')), ...metricsOf(alarmNamed('table-capacity'))];
    expect(watched).toContain('UserErrors');
    for (const name of ['connections', 'messages', 'states', 'threads']) {
      const table = ref('aws_dynamodb_table', `table_${name}`, 'name');
      for (const metric of ['ReadThrottleEvents', 'WriteThrottleEvents', 'ConsumedWriteCapacityUnits'])
        expect(watched).toContain(`${metric} of ${table}`);
    }
  });

  it('watch what the APIs answer: 4xx, 5xx, errors of integrations', () => {
    const [webSocket, http] = ['web-socket', 'http'].map((name) => ref('aws_apigatewayv2_api', name, 'id'));
    const metrics = [...metricsOf(alarmNamed('api-errors')), ...metricsOf(alarmNamed('api-refusals'))];
    const [ofWebSocket, ofHttp] = [webSocket, http].map((api) =>
      metrics.filter((metric) => metric.includes(` of ${api} `)).map((metric) => metric.split(' ')[0]),
    );
    expect(ofWebSocket).toEqual(
      expect.arrayContaining(['IntegrationError', 'ExecutionError', 'ClientError', 'MessageCount']),
    );
    expect(ofHttp).toEqual(['5xx', '4xx', 'Count']);
  });

  it.each(alarms.map((alarm) => [alarm.alarm_name, alarm]))(
    '%s has at most ten metrics and one result, and tells the topic when it goes off and when it is over',
    (_name, alarm) => {
      const { metric_query: queries } = alarm;
      expect(metricsOf(alarm).length).toBeLessThanOrEqual(10);
      expect(queries.filter(({ return_data }: Attributes) => return_data)).toHaveLength(1);
      const topic = [ref('aws_sns_topic', 'alarms', 'arn')];
      expect(alarm).toMatchObject({ alarm_actions: topic, ok_actions: topic });
    },
  );

  it('are about a dozen, of at most 65 metrics at ten cents a month', () => {
    const names = alarms.map(({ alarm_name: name }) => name.replace('switchboard-prod-', ''));
    expect(names.sort()).toEqual([
      'api-errors',
      'api-refusals',
      'dead-letters-1',
      'dead-letters-2',
      'dead-letters-old-1',
      'dead-letters-old-2',
      'function-duration',
      'function-errors',
      'silent-schedules',
      'table-capacity',
      'table-errors',
      'waiting-for-bot',
      'waiting-for-human',
    ]);
    expect(alarms.flatMap(metricsOf).length).toBeLessThanOrEqual(65);
  });

  it('go to the addresses that the environment names, by a topic that CloudWatch and budgets may publish to', () => {
    expect(
      all(stack, 'aws_sns_topic_subscription').filter(({ protocol }) => protocol === 'email'),
    ).toMatchObject([
      { endpoint: 'operations@example.com', topic_arn: ref('aws_sns_topic', 'alarms', 'arn') },
    ]);
    const { Statement: statements } = JSON.parse(one(stack, 'aws_sns_topic_policy', 'alarms-policy').policy);
    expect(statements.map(({ Principal }: Attributes) => Principal.Service)).toEqual([
      'budgets.amazonaws.com',
      'cloudwatch.amazonaws.com',
    ]);
  });

  it('do not exist without a recipient', () => {
    const dev = synthesiseStack(environmentNamed('dev'));
    expect(all(dev, 'aws_cloudwatch_metric_alarm')).toEqual([]);
    expect(all(dev, 'aws_budgets_budget')).toEqual([]);
  });
});

describe('the budget', () => {
  it('is of the environment alone, and warns by forecast', () => {
    expect(one(stack, 'aws_budgets_budget', 'budget')).toMatchObject({
      limit_amount: '100',
      limit_unit: 'USD',
      cost_filter: [{ name: 'TagKeyValue', values: ['user:environment$prod'] }],
      notification: [{ notification_type: 'FORECASTED' }, { notification_type: 'ACTUAL' }],
    });
  });
});

describe('the dashboards', () => {
  const { dashboard_body: body } = one(stack, 'aws_cloudwatch_dashboard', 'dashboard');
  const { dashboard_body: queuesBody } = one(stack, 'aws_cloudwatch_dashboard', 'dashboard_queues');
  const bodies = [body, queuesBody];

  it('show every queue of work, and every dead-letter queue', () => {
    const queues = Object.keys(stack.resource.aws_sqs_queue ?? {});
    expect(queues).toEqual(expect.arrayContaining(['queue_mail-jobs', 'queue_mail-jobs-failed']));
    for (const name of queues) expect(queuesBody).toContain(ref('aws_sqs_queue', name, 'name'));
  });

  it('show the functions that people wait for, and the tables that every message passes', () => {
    for (const name of ['message-send', 'chat-actions', 'responder', 'sessions']) {
      expect(body).toContain(ref('aws_lambda_function', name, 'function_name'));
    }
    for (const name of ['connections', 'messages', 'states', 'threads']) {
      expect(body).toContain(ref('aws_dynamodb_table', `table_${name}`, 'name'));
    }
  });

  it('are free: at most three of at most fifty metrics', () => {
    expect(all(stack, 'aws_cloudwatch_dashboard').length).toBeLessThanOrEqual(3);
    for (const text of bodies) {
      const counts: number[] = JSON.parse(text).widgets.map(
        ({ properties: { metrics = [] } }: Attributes) => metrics.length,
      );
      expect(counts.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(50);
    }
  });

  it('show how large the tables are, by a function that runs while somebody looks', () => {
    const widgets = JSON.parse(body).widgets.filter(({ type }: Attributes) => type === 'custom');
    expect(widgets).toMatchObject([
      {
        properties: {
          title: 'Sizes of the tables',
          endpoint: ref('aws_lambda_function', 'table-sizes', 'arn'),
          updateOn: { refresh: true, resize: false, timeRange: false },
        },
      },
    ]);
    const { ALL_TABLES } = one(stack, 'aws_lambda_function', 'table-sizes').environment.variables;
    const tables = Object.keys(stack.resource.aws_dynamodb_table ?? {});
    expect(ALL_TABLES.split(',').sort()).toEqual(
      tables.map((name) => ref('aws_dynamodb_table', name, 'name')).sort(),
    );
  });

  it.each(bodies)('have their graphs beside and below each other', (text) => {
    const { widgets } = JSON.parse(text);
    const cells = widgets.flatMap(({ x, y, width, height }: Attributes) =>
      Array.from(
        { length: width * height },
        (_, cell) => `${x + (cell % width)},${y + Math.floor(cell / width)}`,
      ),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(Math.max(...widgets.map(({ x, width }: Attributes) => x + width))).toBe(24);
  });
});

describe('the roles of people', () => {
  const allowedOf = (role: string): string[] =>
    JSON.parse(one(stack, 'aws_iam_role_policy', `policy_${role}`).policy).Statement.flatMap(
      ({ Action, Resource }: Attributes) =>
        Action.flatMap((action: string) => Resource.map((resource: string) => `${action} ${resource}`)),
    );

  it('let a caller call the routes that ask for IAM, and nothing else', () => {
    const api = ref('aws_apigatewayv2_api', 'http', 'execution_arn');
    const declared = definitions.flatMap(({ triggers }) =>
      triggers.flatMap((trigger) =>
        trigger.type === 'httpRoute' && trigger.authorization === 'iam'
          ? [`execute-api:Invoke ${api}/*/${trigger.method}${trigger.path.replace(/\{\w+\}/g, '*')}`]
          : [],
      ),
    );
    expect(allowedOf('caller').sort()).toEqual(declared.sort());
    expect(allowedOf('caller')).toContain(`execute-api:Invoke ${api}/*/POST/users/*/sessions`);
  });

  it('let an operator take dead letters back into work and read logs, and not read tables', () => {
    const allowed = allowedOf('operator');
    const failed = ref('aws_sqs_queue', 'queue_responder-failed', 'arn');
    expect(allowed).toContain(`sqs:ReceiveMessage ${failed}`);
    expect(allowed).toContain(`lambda:InvokeFunction ${ref('aws_lambda_function', 'responder', 'arn')}`);
    expect(allowed).not.toContain(`lambda:InvokeFunction ${ref('aws_lambda_function', 'connect', 'arn')}`);
    expect(allowed.filter((permission) => permission.startsWith('dynamodb:'))).toEqual([]);
  });

  it('let an operator open the dashboards with all that they show, and read what a query of logs found', () => {
    const allowed = allowedOf('operator');
    for (const name of ['dashboard', 'dashboard_queues'])
      expect(allowed).toContain(
        `cloudwatch:GetDashboard ${ref('aws_cloudwatch_dashboard', name, 'dashboard_arn')}`,
      );
    expect(allowed).toContain(`lambda:InvokeFunction ${ref('aws_lambda_function', 'table-sizes', 'arn')}`);
    const logs = all(stack, 'aws_cloudwatch_log_group').filter(({ name }) =>
      name.startsWith('/aws/apigateway/'),
    );
    expect(logs).toHaveLength(2);
    for (const { name } of logs)
      expect(allowed).toContainEqual(
        expect.stringMatching(new RegExp(`^logs:FilterLogEvents .*:log-group:${name}:\\*$`)),
      );
    expect(allowed.filter((permission) => permission.endsWith(' *'))).toEqual([
      'cloudwatch:DescribeAlarms *',
      'cloudwatch:GetMetricData *',
      'cloudwatch:ListDashboards *',
      'logs:GetQueryResults *',
    ]);
  });

  it('are assumed by identities of the account', () => {
    const { assume_role_policy: trust } = one(stack, 'aws_iam_role', 'role_operator');
    expect(JSON.parse(trust).Statement[0].Principal.AWS).toMatch(
      /:iam::\$\{data\.aws_caller_identity\.current\.account_id\}:root$/,
    );
    expect(stack.output.operatorRoleArn?.value).toBe(ref('aws_iam_role', 'role_operator', 'arn'));
  });
});

describe('settings of an environment', () => {
  it('bound every role by a policy where the account demands one', () => {
    const boundary = 'arn:aws:iam::111122223333:policy/boundary';
    const bounded = synthesiseStack({ ...environmentNamed('dev'), permissionBoundary: boundary });
    for (const role of all(bounded, 'aws_iam_role')) expect(role.permissions_boundary).toBe(boundary);
  });

  it('trace functions', () => {
    const traced = synthesiseStack({ ...environmentNamed('dev'), tracing: true });
    for (const { tracing_config } of all(traced, 'aws_lambda_function')) {
      expect(tracing_config).toEqual({ mode: 'Active' });
    }
    expect(one(traced, 'aws_iam_role_policy', 'policy_connect').policy).toContain('xray:PutTraceSegments');
    expect(one(stack, 'aws_iam_role_policy', 'policy_connect').policy).not.toContain('xray:');
  });

  it('give a table provisioned capacity that scales, its indexes included', () => {
    const capacity = { reads: { minimum: 5, maximum: 50 }, writes: { minimum: 10, maximum: 100 } };
    const scaled = synthesiseStack({
      ...environmentNamed('dev'),
      provisionedCapacity: { threads: capacity },
    });
    const table = one(scaled, 'aws_dynamodb_table', 'table_threads');
    expect(table).toMatchObject({ billing_mode: 'PROVISIONED', read_capacity: 5, write_capacity: 10 });
    expect(table.global_secondary_index).toContainEqual(
      expect.objectContaining({ read_capacity: 5, write_capacity: 10 }),
    );
    expect(table.lifecycle.ignore_changes).toEqual([
      'read_capacity',
      'write_capacity',
      'global_secondary_index',
    ]);
    const targets = all(scaled, 'aws_appautoscaling_target');
    expect(targets).toHaveLength(2 * (1 + table.global_secondary_index.length));
    expect(targets).toContainEqual(
      expect.objectContaining({
        scalable_dimension: 'dynamodb:table:WriteCapacityUnits',
        min_capacity: 10,
        max_capacity: 100,
      }),
    );
  });

  it('watch the hottest keys of every table', () => {
    const watched = synthesiseStack({ ...environmentNamed('dev'), contributorInsights: true });
    expect(all(watched, 'aws_dynamodb_contributor_insights')).toHaveLength(
      all(watched, 'aws_dynamodb_table').length,
    );
  });

  it('reserve concurrency for a function', () => {
    const reserved = synthesiseStack({ ...environmentNamed('dev'), reservedConcurrency: { responder: 20 } });
    expect(one(reserved, 'aws_lambda_function', 'responder').reserved_concurrent_executions).toBe(20);
    expect(one(reserved, 'aws_lambda_function', 'connect').reserved_concurrent_executions).toBeUndefined();
  });

  it('throttle every stage, and single routes more', () => {
    for (const stage of all(stack, 'aws_apigatewayv2_stage')) {
      expect(stage.default_route_settings).toEqual({
        throttling_rate_limit: 500,
        throttling_burst_limit: 1000,
      });
    }
    expect(one(stack, 'aws_apigatewayv2_stage', 'http-stage').route_settings).toEqual([
      { route_key: 'POST /sessions', throttling_rate_limit: 50, throttling_burst_limit: 100 },
    ]);
    expect(one(stack, 'aws_apigatewayv2_stage', 'http-stage').depends_on).toContain(
      'aws_apigatewayv2_route.route_post-sessions',
    );
  });

  it('log requests without their bodies, or not at all', () => {
    for (const { access_log_settings: settings } of all(stack, 'aws_apigatewayv2_stage')) {
      expect(Object.keys(JSON.parse(settings.format))).toEqual(expect.arrayContaining(['route', 'status']));
      expect(settings.format).not.toMatch(/body|authorizer|querystring|header/i);
    }
    const silent = synthesiseStack({ ...environmentNamed('dev'), accessLogs: false });
    for (const stage of all(silent, 'aws_apigatewayv2_stage'))
      expect(stage.access_log_settings).toBeUndefined();
  });
});
