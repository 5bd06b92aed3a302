import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { connect } from './fixture/client.ts';
import { type PlatformProcess, startPlatformProcess } from './fixture/platform-process.ts';
import { until } from './fixture/until.ts';

/** The guide "Run it in production", section "Redrive dead letters", step by step. */
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const responder = 'switchboard-dev-responder';
const patienceMs = 300_000;

let platform: PlatformProcess;

beforeAll(async () => {
  platform = await startPlatformProcess({
    TERRAFORM_FILE: join(__dirname, '../../../infra/cdktf.out/stacks/dev/cdk.tf.json'),
    // Lambda waits for minutes between its tries.
    SPEED: '60',
  });
});

afterAll(() => platform.end('SIGTERM'));

/** Lets every process of the responder die as it begins to work, or none any more. */
const breakResponder = (isBroken: boolean) =>
  fetch(`${platform.aws}/_switchboard/faults`, {
    method: isBroken ? 'PUT' : 'DELETE',
    ...(isBroken && { body: JSON.stringify({ seed: 1, functions: [responder], killBefore: 1 }) }),
  });

async function begin() {
  const json = { 'content-type': 'application/json' };
  const response = await fetch(`${platform.http}/sessions`, { method: 'POST', headers: json, body: '{}' });
  const { token, userId } = (await response.json()) as { token: string; userId: string };
  const enter = () => connect(`${platform.ws}?token=${token}&threadId=${userId}`);
  return { enter, threadId: userId };
}

describe('an event that failed for good', () => {
  it('lies in the dead-letter queue of its function, and is answered once when it is sent again, however often', async () => {
    const place = { endpoint: platform.aws, region: 'eu-central-1', credentials };
    const [sqs, lambda] = [new SQSClient(place), new LambdaClient(place)];
    const { enter, threadId } = await begin();
    const client = await enter();
    await breakResponder(true);
    client.socket.send(
      JSON.stringify({ action: 'message.send', threadId, text: 'hello', clientMessageId: 'c1' }),
    );
    await client.next(({ event }) => event === 'ack');
    client.socket.close();

    // aws sqs receive-message --queue-url <url> --max-number-of-messages 1 --visibility-timeout 60
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: `${responder}-failed` }));
    const letter = await until(async () => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 1, VisibilityTimeout: 60 }),
      );
      return Messages[0];
    }, patienceMs);
    await breakResponder(false);

    // aws lambda invoke --function-name <function> --invocation-type Event --payload <requestPayload> out.json, twice by mistake
    const { requestPayload } = JSON.parse(letter.Body ?? '');
    for (const _ of ['once', 'again']) {
      await lambda.send(
        new InvokeCommand({
          FunctionName: responder,
          InvocationType: 'Event',
          Payload: Buffer.from(JSON.stringify(requestPayload)),
        }),
      );
    }
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: letter.ReceiptHandle }));

    const later = await enter();
    const answered = await until(async () => {
      later.socket.send(JSON.stringify({ action: 'history.get', threadId }));
      const { messages } = await later.next(({ event }) => event === 'history');
      const types = (messages as { messageType: string }[]).map(({ messageType }) => messageType);
      return types.includes('bot') ? types : undefined;
    }, patienceMs);
    expect(answered).toEqual(['user', 'bot']);
    later.socket.close();
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    expect(Attributes).toMatchObject({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '0',
    });
  });
});
