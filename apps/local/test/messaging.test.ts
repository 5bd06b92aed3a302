import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { PublishBatchCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { agentCode, callAs, dynamo, lambdaClient } from './fixture/agent.ts';
import { developer } from './fixture/platform.ts';
import { type PlatformProcess, startPlatformProcess } from './fixture/platform-process.ts';
import { statements, writeStack } from './fixture/stack.ts';
import { until } from './fixture/until.ts';

/** Puts every event, at every try, under an id of its own; fails as the message says. */
const subscriber = `
const { DynamoDBClient, PutItemCommand } = sdk('@aws-sdk/client-dynamodb');
const client = new DynamoDBClient();

exports.handler = async (event, { awsRequestId }) => {
  await client.send(new PutItemCommand({ TableName: process.env.TABLE_ITEMS, Item: { id: { S: awsRequestId + ' at ' + process.hrtime.bigint() }, owner: { S: 'events' }, event: { S: JSON.stringify({ ...event, awsRequestId }) } } }));
  if (event.Records?.[0].Sns.Message === 'poison') throw new Error('cannot be handled');
};`;

const topicArn = 'arn:aws:sns:eu-central-1:000000000000:test-news';

let platform: PlatformProcess;
const folder = mkdtempSync(join(tmpdir(), 'switchboard-messaging-'));
let sns: SNSClient;
let sqs: SQSClient;

beforeAll(async () => {
  const TERRAFORM_FILE = writeStack(folder, {
    subscriber: { code: subscriber, isSubscribed: true, statements: [statements.writeItems] },
    scheduled: { code: `exports.handler = async () => 'done';`, everyMinute: true },
    reader: { code: agentCode, statements: [{ Effect: 'Allow', Action: ['dynamodb:*'], Resource: ['*'] }] },
  });
  platform = await startPlatformProcess({ TERRAFORM_FILE, SPEED: '600' });
  const options = { endpoint: platform.aws, region: 'eu-central-1', credentials: developer, maxAttempts: 1 };
  sns = new SNSClient(options);
  sqs = new SQSClient(options);
});

afterAll(async () => {
  await platform.end('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

interface SnsRecord {
  readonly Sns: { readonly MessageId: string; readonly Message: string };
}

interface SeenEvent {
  readonly Records: readonly SnsRecord[];
  readonly awsRequestId: string;
}

/** Every event that the subscriber was given. */
async function eventsSeen(): Promise<readonly SeenEvent[]> {
  const [result] = await callAs(lambdaClient(platform.aws), 'test-reader', [
    dynamo('Scan', { TableName: 'test.items', ConsistentRead: true }),
  ]);
  const items = (result?.output?.Items ?? []) as { event: { S: string } }[];
  return items.map(({ event }) => JSON.parse(event.S) as SeenEvent);
}

const eventOf = (message: string) =>
  until(async () => (await eventsSeen()).find(({ Records: [record] }) => record?.Sns.Message === message));

describe('a message that is published', () => {
  it('reaches the subscribed function as AWS hands it over', async () => {
    const { MessageId } = await sns.send(
      new PublishCommand({
        TopicArn: topicArn,
        Message: 'news',
        Subject: 'Read this',
        MessageAttributes: { threadId: { DataType: 'String', StringValue: 't1' } },
      }),
    );
    expect(await eventOf('news')).toEqual({
      awsRequestId: expect.any(String),
      Records: [
        {
          EventSource: 'aws:sns',
          EventVersion: '1.0',
          EventSubscriptionArn: expect.stringContaining(`${topicArn}:`),
          Sns: expect.objectContaining({
            Type: 'Notification',
            MessageId,
            TopicArn: topicArn,
            Subject: 'Read this',
            Message: 'news',
            MessageAttributes: { threadId: { Type: 'String', Value: 't1' } },
          }),
        },
      ],
    });
  });

  it('in a batch is delivered like any other', async () => {
    const { Successful } = await sns.send(
      new PublishBatchCommand({
        TopicArn: topicArn,
        PublishBatchRequestEntries: [
          { Id: 'a', Message: 'batch <a>' },
          { Id: 'b', Message: 'batch & b' },
        ],
      }),
    );
    expect(Successful?.map(({ Id }) => Id)).toEqual(['a', 'b']);
    await eventOf('batch <a>');
    await eventOf('batch & b');
  });

  it.each([
    ['is over 256 KB', { Message: 'x'.repeat(256 * 1024 + 1) }, 'Message too long'],
    ['has a subject of more than 100 characters', { Message: 'm', Subject: 'x'.repeat(101) }, 'Subject'],
    ['has a subject that is not ASCII', { Message: 'm', Subject: 'grüße' }, 'Subject'],
    ['is empty', { Message: '' }, 'Empty message'],
  ])('is refused where it %s', async (_what, input, message) => {
    await expect(sns.send(new PublishCommand({ TopicArn: topicArn, ...input }))).rejects.toMatchObject({
      name: expect.stringMatching(/InvalidParameter/),
      message: expect.stringContaining(message),
    });
  });

  it('may be delivered twice, where faults say so', async () => {
    const control = (method: string, body?: object) =>
      fetch(`${platform.aws}/_switchboard/faults`, {
        method,
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
    await control('PUT', { seed: 1, duplicateDelivery: 1 });
    await sns.send(new PublishCommand({ TopicArn: topicArn, Message: 'twice' }));
    const ids = await until(async () => {
      const seen = (await eventsSeen()).filter(({ Records: [record] }) => record?.Sns.Message === 'twice');
      return seen.length === 2 ? seen.map(({ Records: [record] }) => record?.Sns.MessageId) : undefined;
    });
    await control('DELETE');
    expect(new Set(ids).size).toBe(1);
  });
});

describe('an event that keeps failing', () => {
  it('is tried three times and then goes to the dead-letter queue with what failed', async () => {
    await sns.send(new PublishCommand({ TopicArn: topicArn, Message: 'poison' }));
    const message = await until(async () => {
      const QueueUrl = `${platform.aws}/000000000000/test-failed`;
      return (await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages?.[0];
    });
    expect(JSON.parse(message.Body ?? '')).toMatchObject({
      version: '1.0',
      requestContext: {
        functionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:test-subscriber:$LATEST',
        condition: 'RetriesExhausted',
        approximateInvokeCount: 3,
      },
      requestPayload: { Records: [{ Sns: { Message: 'poison' } }] },
      responseContext: { functionError: 'Unhandled' },
      responsePayload: { errorType: 'Error', errorMessage: 'cannot be handled' },
    });
    const tries = (await eventsSeen()).filter(({ Records: [record] }) => record?.Sns.Message === 'poison');
    expect(tries).toHaveLength(3);
    // By its request id a function knows a retry.
    expect(new Set(tries.map(({ awsRequestId }) => awsRequestId)).size).toBe(1);
  });
});

describe('a function', () => {
  it('runs as it is scheduled', async () => {
    await until(() => platform.logged.find((line) => /scheduled +schedule/.test(line)));
  });

  it('takes an asynchronous event of up to 1 MB', async () => {
    const lambda = lambdaClient(platform.aws);
    const send = (text: string) =>
      lambda.send(
        new InvokeCommand({
          FunctionName: 'test-scheduled',
          InvocationType: 'Event',
          Payload: JSON.stringify(text),
        }),
      );
    expect((await send('small')).StatusCode).toBe(202);
    await expect(send('x'.repeat(1024 * 1024))).rejects.toMatchObject({
      name: 'RequestEntityTooLargeException',
    });
  });
});
