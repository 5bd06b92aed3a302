/**
 * A cdktf app of its own that builds with Switchboard's constructs: a shop that takes orders over HTTP, and tells two functions of each. Next
 * to it stands the whole chat platform, whose bots get to know of orders by the shop's topic.
 *
 *     node -C switchboard-source infra/examples/shop/main.ts cdktf.out
 */

import { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js';
import {
  createAlarm,
  createAlarmTopic,
  createBackend,
  createChatInfraStack,
  createScope,
  defineEnvironment,
} from '@switchboard/infra/constructs';
import { App, TerraformOutput, TerraformStack } from 'cdktf';
import { functionPackage } from './src/functions.ts';

const place = { region: 'eu-central-1', accountId: '111122223333' };

class ShopStack extends TerraformStack {
  constructor(app: App) {
    super(app, 'shop');
    new AwsProvider(this, 'aws', { region: place.region, allowedAccountIds: [place.accountId] });
    const scope = createScope(this, defineEnvironment({ ...place, name: 'shop', prefix: 'our' }));

    // Everything that the declarations of the functions ask for.
    const { http, topics, deadLetterQueues } = createBackend(scope, {
      packages: [functionPackage],
      origins: ['https://shop.example.com'],
    });

    const alarms = createAlarmTopic(scope, ['shop@example.com']);
    createAlarm(scope, alarms, {
      id: 'lost-orders',
      description: 'An order could not be processed.',
      metrics: deadLetterQueues.map((queue) => ({
        namespace: 'AWS/SQS',
        name: 'ApproximateNumberOfMessagesVisible',
        dimensions: { QueueName: queue.name },
        statistic: 'Maximum',
      })),
      expression: deadLetterQueues.map((_, index) => `m${index}`).join('+'),
      comparison: 'above',
      threshold: 0,
      periodMinutes: 5,
    });
    new TerraformOutput(this, 'shopUrl', { value: http?.api.apiEndpoint });
    new TerraformOutput(this, 'ordersTopicArn', { value: topics.get('orders')?.arn });
  }
}

const app = new App({ outdir: process.argv[2] ?? 'cdktf.out' });
new ShopStack(app);
const chat = createChatInfraStack(app, 'chat', {
  ...place,
  prefix: 'our',
  domain: 'chat.shop.example.com',
  zone: 'shop.example.com',
  snsTopicName: 'our-chat-messages',
  messageRetentionDays: 30,
  settings: { SESSIONS: 'guests' },
});
new TerraformOutput(chat, 'chatTopicArn', { value: chat.responderTopic.arn });
app.synth();
