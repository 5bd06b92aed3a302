import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { developer } from './fixture/platform.ts';
import { type PlatformProcess, startPlatformProcess } from './fixture/platform-process.ts';
import { listeningOn } from './fixture/processes.ts';
import { writeStack } from './fixture/stack.ts';
import { until } from './fixture/until.ts';

const folder = mkdtempSync(join(tmpdir(), 'switchboard-queues-'));
const DATA_DIR = join(folder, 'data');
const TERRAFORM_FILE = writeStack(folder, {});
const arn = (name: string) => `arn:aws:sqs:eu-central-1:000000000000:${name}`;

let platform: PlatformProcess;
let sqs: SQSClient;

/** One second of SQS takes 10 ms. */
async function start(): Promise<void> {
  platform = await startPlatformProcess({ TERRAFORM_FILE, DATA_DIR, SPEED: '100' });
  sqs = new SQSClient({
    endpoint: platform.aws,
    region: 'eu-central-1',
    credentials: developer,
    maxAttempts: 1,
  });
}

const urlOf = (name: string) => `${platform.aws}/000000000000/${name}`;
const send = (name: string, MessageBody: string, more: object = {}) =>
  sqs.send(new SendMessageCommand({ QueueUrl: urlOf(name), MessageBody, ...more }));
const receive = async (name: string, more: object = {}) =>
  (await sqs.send(new ReceiveMessageCommand({ QueueUrl: urlOf(name), ...more }))).Messages ?? [];

beforeAll(start);

afterAll(async () => {
  await platform.end('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  for (const name of ['test-work', 'test-dead'])
    await sqs.send(new PurgeQueueCommand({ QueueUrl: urlOf(name) }));
});

describe('a queue, with the real SDK client', () => {
  it('makes the platform listen on this machine only', async () => {
    await send('test-work', 'any');
    const addresses = listeningOn(platform.pid);
    expect(addresses.length).toBeGreaterThan(3);
    expect(addresses.filter((address) => !address.startsWith('127.0.0.1:'))).toEqual([]);
  });

  it('hands a message over with its attributes, whose digests the client checks', async () => {
    const MessageAttributes = {
      threadId: { DataType: 'String', StringValue: 't1' },
      bytes: { DataType: 'Binary', BinaryValue: Buffer.from([0, 255]) },
    };
    const { MessageId } = await send('test-work', 'hello & <you> 😀', { MessageAttributes });
    const [message] = await receive('test-work', {
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    });
    expect(message).toMatchObject({
      MessageId,
      Body: 'hello & <you> 😀',
      Attributes: { ApproximateReceiveCount: '1', SentTimestamp: expect.stringMatching(/^\d{13}$/) },
      MessageAttributes: { threadId: { DataType: 'String', StringValue: 't1' } },
    });
    expect(Buffer.from(message?.MessageAttributes?.bytes?.BinaryValue ?? [])).toEqual(Buffer.from([0, 255]));
  });

  it('hides a message from other receivers until its visibility timeout is over', async () => {
    await send('test-work', 'once');
    const [first] = await receive('test-work');
    expect(await receive('test-work')).toEqual([]);
    const [again] = await receive('test-work', {
      WaitTimeSeconds: 5,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    });
    expect(again).toMatchObject({
      MessageId: first?.MessageId,
      Attributes: { ApproximateReceiveCount: '2' },
    });
    // The first receiver has lost it: its receipt deletes nothing.
    await sqs.send(
      new DeleteMessageCommand({ QueueUrl: urlOf('test-work'), ReceiptHandle: first?.ReceiptHandle }),
    );
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: urlOf('test-work'), AttributeNames: ['All'] }),
    );
    expect(Attributes).toMatchObject({
      QueueArn: arn('test-work'),
      ApproximateNumberOfMessagesNotVisible: '1',
    });
  });

  it('gives a message back at once where its receiver says so', async () => {
    await send('test-work', 'again');
    const [{ ReceiptHandle } = {}] = await receive('test-work', { VisibilityTimeout: 43_200 });
    const input = { QueueUrl: urlOf('test-work'), ReceiptHandle, VisibilityTimeout: 0 };
    await sqs.send(new ChangeMessageVisibilityCommand(input));
    expect(await receive('test-work')).toHaveLength(1);
  });

  it('holds a message back for its delay', async () => {
    const started = performance.now();
    await send('test-work', 'later', { DelaySeconds: 60 });
    expect(await receive('test-work')).toEqual([]);
    expect(await receive('test-work', { WaitTimeSeconds: 10 })).toHaveLength(1);
    expect(performance.now() - started).toBeGreaterThan(550);
  });

  it('waits for a message that is sent while it waits', async () => {
    const waiting = receive('test-work', { WaitTimeSeconds: 20 });
    await send('test-work', 'now');
    expect(await waiting).toMatchObject([{ Body: 'now' }]);
  });

  it('gives a message that was received too often to the dead-letter queue, and back when it is redriven', async () => {
    await send('test-work', 'poison');
    for (let tries = 0; tries < 3; tries += 1)
      expect(await receive('test-work', { WaitTimeSeconds: 5 })).toHaveLength(1);
    expect(await receive('test-work', { WaitTimeSeconds: 1 })).toEqual([]);
    expect(
      await receive('test-dead', { VisibilityTimeout: 0, MessageSystemAttributeNames: ['All'] }),
    ).toMatchObject([{ Body: 'poison', Attributes: { DeadLetterQueueSourceArn: arn('test-work') } }]);
    await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arn('test-dead') }));
    expect(await receive('test-work')).toMatchObject([{ Body: 'poison' }]);
  });

  it('takes and deletes in batches, and says of each entry what became of it', async () => {
    const QueueUrl = urlOf('test-work');
    const { Successful, Failed } = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'a', MessageBody: 'one' },
          { Id: 'b', MessageBody: 'two', DelaySeconds: 0 },
        ],
      }),
    );
    expect([Successful?.map(({ Id }) => Id), Failed]).toEqual([['a', 'b'], []]);
    const messages = await receive('test-work', { MaxNumberOfMessages: 10 });
    const deleted = await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: [
          ...messages.map(({ ReceiptHandle }, index) => ({ Id: `${index}`, ReceiptHandle })),
          { Id: 'none', ReceiptHandle: 'made up' },
        ],
      }),
    );
    expect(deleted.Successful).toHaveLength(2);
    expect(deleted.Failed).toMatchObject([{ Id: 'none', Code: 'ReceiptHandleIsInvalid' }]);
  });

  it('is found by name and listed', async () => {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'test-work' }));
    const { QueueUrls } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'test-w' }));
    expect([QueueUrl, QueueUrls]).toEqual([urlOf('test-work'), [urlOf('test-work')]]);
  });

  it.each([
    ['to a queue that there is not', () => send('none', 'x'), 'QueueDoesNotExist'],
    ['of more than the queue takes', () => send('test-work', 'x'.repeat(262_145)), 'InvalidParameterValue'],
    [
      'with a character that SQS does not take',
      () => send('test-work', 'a\u0000b'),
      'InvalidMessageContents',
    ],
    ['with too long a delay', () => send('test-work', 'x', { DelaySeconds: 901 }), 'InvalidParameterValue'],
    ['without a body', () => send('test-work', ''), 'MissingParameter'],
  ])('refuses a message %s', async (_what, sending, name) => {
    await expect(sending()).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
  });

  it('keeps its messages over a SIGKILL of the platform', async () => {
    await send('test-work', 'kept');
    await platform.end('SIGKILL');
    await start();
    expect(await until(async () => (await receive('test-work'))[0])).toMatchObject({ Body: 'kept' });
  });
});
