import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refusalOf } from './fixture/platform.ts';
import { policy, writeStack } from './fixture/stack.ts';

const folder = mkdtempSync(join(tmpdir(), 'switchboard-refusals-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const code = `exports.handler = async () => ({ statusCode: 200 });`;
const functions = {
  worker: {
    code,
    isSubscribed: true,
    everyMinute: true,
    routes: { work: true },
    httpRoutes: { 'GET /work': 'NONE' },
  },
} as const;

type Resources = Record<string, Record<string, Record<string, unknown>>>;

/** Writes a stack with one fault. */
function brokenStack(break_: (resources: Resources) => void): string {
  const file = writeStack(folder, functions);
  const document = JSON.parse(readFileSync(file, 'utf8')) as { resource: Resources };
  break_(document.resource);
  writeFileSync(file, JSON.stringify(document));
  return file;
}

const mistrust = policy({
  Effect: 'Allow',
  Principal: { Service: 'ec2.amazonaws.com' },
  Action: 'sts:AssumeRole',
});

const set =
  (type: string, name: string, attributes: Record<string, unknown>) =>
  (resources: Resources): void => {
    Object.assign(resources[type]?.[name] ?? {}, attributes);
  };

const remove =
  (type: string, name: string) =>
  (resources: Resources): void => {
    delete resources[type]?.[name];
  };

describe('a stack that AWS would refuse', () => {
  it.each([
    [
      'a role that Lambda cannot assume',
      set('aws_iam_role', 'worker', { assume_role_policy: mistrust }),
      'aws_lambda_function.worker: lambda.amazonaws.com cannot assume the role test-worker',
    ],
    [
      'no queue policy for the topic',
      remove('aws_sqs_queue_policy', 'undelivered'),
      'aws_sns_topic_subscription.worker: sns.amazonaws.com may not send to',
    ],
    [
      'a schedule that may not invoke',
      remove('aws_iam_role_policy', 'worker_invoke'),
      'aws_scheduler_schedule.worker: The role test-worker should allow lambda:InvokeFunction',
    ],
    [
      'a destination that the role may not reach',
      remove('aws_iam_role_policy', 'worker'),
      'aws_lambda_function_event_invoke_config.worker: destination_config.on_failure',
    ],
    [
      'a stage that is never deployed',
      set('aws_apigatewayv2_stage', 'http', { auto_deploy: false }),
      'aws_apigatewayv2_stage.http: The stage is never deployed',
    ],
    [
      'a runtime that is over',
      set('aws_lambda_function', 'worker', { runtime: 'nodejs18.x' }),
      'aws_lambda_function.worker: runtime nodejs18.x is not supported',
    ],
    [
      'another zip than it speaks of',
      set('aws_lambda_function', 'worker', { source_code_hash: 'x' }),
      'aws_lambda_function.worker: source_code_hash should be',
    ],
    [
      'no permission to invoke',
      remove('aws_lambda_permission', 'worker_ws'),
      'aws_apigatewayv2_route.worker_work: apigateway.amazonaws.com may not invoke',
    ],
    [
      'a route that leads nowhere',
      set('aws_apigatewayv2_route', 'worker_work', { target: null }),
      'aws_apigatewayv2_route.worker_work: The route leads nowhere',
    ],
  ])('does not boot: %s', async (_what, break_, message) => {
    const refusal = await refusalOf(brokenStack(break_));
    expect(refusal).toContain(message);
    expect(refusal).toMatch(/^AWS would refuse this stack:\n {2}- /);
  });

  it('is told everything that is wrong at once', async () => {
    const file = brokenStack((resources) => {
      set('aws_iam_role', 'worker', { assume_role_policy: mistrust })(resources);
      set('aws_lambda_function', 'worker', { runtime: 'nodejs18.x' })(resources);
      remove('aws_sqs_queue_policy', 'undelivered')(resources);
    });
    const refusal = await refusalOf(file);
    expect(refusal.match(/\((role-trust|function-limits|queue-policy)\)/g)).toHaveLength(4);
  });
});
