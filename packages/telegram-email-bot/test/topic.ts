import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SNSClient } from '@aws-sdk/client-sns';
import type { Publisher } from '@switchboard/chat-core';

/** A topic of its own: a server that takes publications as SNS does, and remembers them. */
export interface TestTopic {
  readonly publisher: Publisher;
  /** The messages that were published, in their order. */
  readonly published: string[];
  /** The topic refuses so many publications from now on. */
  readonly refuse: (count: number) => void;
  readonly close: () => void;
}

export async function createTopic(): Promise<TestTopic> {
  const published: string[] = [];
  let refusals = 0;
  const server = createServer(async (request, response) => {
    const message = await text(request);
    if (refusals > 0) {
      refusals -= 1;
      response
        .writeHead(403)
        .end('<ErrorResponse><Error><Code>AuthorizationError</Code></Error></ErrorResponse>');
      return;
    }
    published.push(new URLSearchParams(message).get('Message') ?? '');
    response.end(
      '<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>',
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new SNSClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  return {
    publisher: { client, topicArn: 'arn:aws:sns:eu-central-1:000000000000:topic' },
    published,
    refuse: (count) => {
      refusals = count;
    },
    close: () => {
      client.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}
