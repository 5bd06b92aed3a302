import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SNSClient } from '@aws-sdk/client-sns';
import type { Publisher } from '../src/index.ts';

/** What a publication says, as it goes to SNS. */
interface Published {
  readonly topicArn: string | null;
  readonly subject: string | null;
  readonly message: string;
  readonly attributes: Readonly<Record<string, string | null>>;
}

/** A topic of its own: a server that takes publications as SNS does, and remembers them. */
export interface TestTopic {
  readonly publisher: Publisher;
  readonly endpoint: string;
  readonly published: Published[];
  /** Whether publications are answered. @default true */
  answers: boolean;
  readonly close: () => void;
}

export async function createTopic(): Promise<TestTopic> {
  const published: Published[] = [];
  const server = createServer(async (request, response) => {
    published.push(parse(new URLSearchParams(await text(request))));
    if (!topic.answers) return;
    response.end(
      '<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>',
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new SNSClient({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const topic: TestTopic = {
    endpoint,
    publisher: { client, topicArn: 'arn:aws:sns:eu-central-1:000000000000:topic' },
    published,
    answers: true,
    close: () => {
      client.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
  return topic;
}

function parse(request: URLSearchParams): Published {
  const attributes: Record<string, string | null> = {};
  for (let entry = 1; request.has(`MessageAttributes.entry.${entry}.Name`); entry += 1) {
    const name = request.get(`MessageAttributes.entry.${entry}.Name`) ?? '';
    attributes[name] = request.get(`MessageAttributes.entry.${entry}.Value.StringValue`);
  }
  return {
    topicArn: request.get('TopicArn'),
    subject: request.get('Subject'),
    message: request.get('Message') ?? '',
    attributes,
  };
}
