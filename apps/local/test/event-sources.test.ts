import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { developer } from './fixture/platform.ts';
import { type PlatformProcess, startPlatformProcess } from './fixture/platform-process.ts';
import { writeStack } from './fixture/stack.ts';
import { until } from './fixture/until.ts';

const folder = mkdtempSync(join(tmpdir(), 'switchboard-sources-'));
const TERRAFORM_FILE = writeStack(folder, {
  worker: {
    worksInBatchesOf: 10,
    code: `exports.handler = async ({ Records }) => {
      for (const { body, attributes } of Records) console.log('worked at', body, 'try', attributes.ApproximateReceiveCount);
      if (Records.some(({ body, attributes }) => body === 'slow' && attributes.ApproximateReceiveCount === '1')) await new Promise((resolve) => setTimeout(resolve, 60_000));
      if (Records.some(({ body }) => body === 'throw')) throw new Error('cannot');
      const failed = Records.filter(({ body }) => body === 'poison');
      if (Records.some(({ body }) => body === 'print')) console.log('record', JSON.stringify(Records[0]));
      return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    };`,
  },
});
const DATA_DIR = join(folder, 'data');

let platform: PlatformProcess;
let sqs: SQSClient;

/** A minute of SQS takes 600 ms, unless said otherwise. */
async function start(speed = 100): Promise<void> {
  platform = await startPlatformProcess({ TERRAFORM_FILE, DATA_DIR, SPEED: String(speed) });
  const options = { region: 'eu-central-1', credentials: developer, maxAttempts: 1 };
  sqs = new SQSClient({ ...options, endpoint: platform.aws });
}

beforeAll(() => start());

afterAll(async () => {
  await platform.end('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

const send = (MessageBody: string, more: object = {}) =>
  sqs.send(
    new SendMessageCommand({ QueueUrl: `${platform.aws}/000000000000/test-work`, MessageBody, ...more }),
  );

/** How often the function was given a message. */
const timesWorkedAt = (body: string): number =>
  platform.logged.filter((line) => line.includes(`worked at ${body} try`)).length;

describe('a queue that a function is mapped to', () => {
  it('hands a message over as AWS does', async () => {
    const { MessageId } = await send('print', {
      MessageAttributes: { kind: { DataType: 'String', StringValue: 'a' } },
    });
    const record = JSON.parse((await platform.line(/record \{/)).split('record ')[1] ?? '') as unknown;
    expect(record).toEqual({
      messageId: MessageId,
      receiptHandle: expect.any(String),
      body: 'print',
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: expect.stringMatching(/^\d{13}$/),
        SenderId: '000000000000',
        ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
      },
      messageAttributes: {
        kind: { stringValue: 'a', stringListValues: [], binaryListValues: [], dataType: 'String' },
      },
      md5OfBody: expect.stringMatching(/^[0-9a-f]{32}$/),
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:eu-central-1:000000000000:test-work',
      awsRegion: 'eu-central-1',
    });
  });

  it('holds a delayed message back', async () => {
    const sent = performance.now();
    await send('delayed', { DelaySeconds: 50 });
    await platform.line(/worked at delayed/);
    expect(performance.now() - sent).toBeGreaterThan(480);
  });

  it('keeps only the messages that the function reports, and gives them up after three tries', async () => {
    await Promise.all([send('good'), send('poison')]);
    const QueueUrl = `${platform.aws}/000000000000/test-dead`;
    const dead = await until(
      async () => (await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages?.[0],
    );
    expect(dead.Body).toBe('poison');
    expect([timesWorkedAt('good'), timesWorkedAt('poison')]).toEqual([1, 3]);
  });

  it('gives all messages of a batch again where the function throws', async () => {
    await send('throw');
    await until(() => (timesWorkedAt('throw') === 3 ? true : undefined));
  });

  it('gives a message again at once where the platform was killed while the function had it', async () => {
    await platform.end('SIGTERM');
    // Its visibility timeout is half a minute then.
    await start(1);
    await send('slow');
    await until(async () => {
      const QueueUrl = `${platform.aws}/000000000000/test-work`;
      const AttributeNames = ['ApproximateNumberOfMessagesNotVisible'] as const;
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] }),
      );
      return Attributes?.ApproximateNumberOfMessagesNotVisible === '1' ? true : undefined;
    });
    await platform.end('SIGKILL');
    await start(1);
    expect(await platform.line(/worked at slow try/)).toContain('try 2');
  });
});
