import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Attributes } from './stack.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const example = at('../examples/shop');
const run = (file: string, ...parameters: string[]): string =>
  execFileSync(process.execPath, ['-C', 'switchboard-source', file, ...parameters], {
    cwd: example,
    encoding: 'utf8',
  });

describe('the example of a cdktf app that builds with the constructs', () => {
  const output = mkdtempSync(join(tmpdir(), 'example-'));
  const stackNamed = (name: string): Attributes =>
    JSON.parse(readFileSync(join(output, 'stacks', name, 'cdk.tf.json'), 'utf8'));

  beforeAll(() => {
    run(at('../../tooling/bundler/src/cli.ts'));
    run(join(example, 'main.ts'), output);
  });

  afterAll(() => {
    rmSync(output, { recursive: true });
    rmSync(join(example, 'dist'), { recursive: true });
  });

  it('synthesises both of its stacks', () => {
    expect(readdirSync(join(output, 'stacks')).sort()).toEqual(['chat', 'shop']);
  });

  it('fans a topic out to two functions, each with a queue for what cannot be delivered', () => {
    const { resource } = stackNamed('shop');
    const subscriptions: Attributes[] = Object.values(resource.aws_sns_topic_subscription);
    const toFunctions = subscriptions.filter(({ protocol }) => protocol === 'lambda');
    expect(toFunctions.map(({ endpoint }) => endpoint).sort()).toEqual([
      `\${aws_lambda_function.bill-order.arn}`,
      `\${aws_lambda_function.pack-order.arn}`,
    ]);
    expect(new Set(toFunctions.map(({ redrive_policy }) => redrive_policy)).size).toBe(2);
  });

  it('has its own names, an API without a WebSocket, and an alarm', () => {
    const { resource, output: outputs } = stackNamed('shop');
    expect(resource.aws_dynamodb_table.table_orders.name).toBe('our.shop.orders');
    expect(Object.keys(resource.aws_apigatewayv2_api)).toEqual(['http']);
    expect(resource.aws_cloudwatch_metric_alarm['alarm_lost-orders'].alarm_name).toBe('our-shop-lost-orders');
    expect(outputs.shopUrl.value).toBe(`\${aws_apigatewayv2_api.http.api_endpoint}`);
  });

  it('gets at the resources of the chat platform that stands beside it', () => {
    const { resource, output: outputs } = stackNamed('chat');
    expect(resource.aws_sns_topic.topic_responder.name).toBe('our-chat-messages');
    expect(outputs.chatTopicArn.value).toBe(`\${aws_sns_topic.topic_responder.arn}`);
    expect(resource.aws_lambda_function['message-send'].environment.variables.RETENTION_DAYS).toBe('30');
    expect(resource.aws_cloudfront_distribution['web-front'].aliases).toEqual(['chat.shop.example.com']);
  });
});
