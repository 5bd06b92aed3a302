import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SNSClient } from '@aws-sdk/client-sns';
import type { UserConnection } from '../connections/connection.ts';
import type { StoredMessage } from '../messages/stored-message.ts';
import { payloadOf, publishMessage } from './publish-message.ts';

const message: StoredMessage = {
  messageId: 'm1',
  threadId: 't1',
  seq: 1,
  timestamp: 1_000,
  messageType: 'user',
  text: 'hello',
  sender: 'ann',
  status: 'sent',
  metadata: {},
  expiresAt: 9_000,
};

const connection: UserConnection = {
  userId: 'ann',
  connectionId: 'tab-1',
  threadId: 't1',
  lastSeen: 900,
  isHumanOverride: false,
  devices: [{ connectionId: 'tab-2', threadId: 't1', connectedAt: 1 }],
};

describe('what is published', () => {
  it('is exactly message, connection and requestMetadata, as the original’s subscribers expect', () => {
    expect(payloadOf({ message, connection, connectionId: 'tab-2', now: 1_001 })).toEqual({
      message,
      connection: {
        userId: 'ann',
        connectionId: 'tab-2',
        threadId: 't1',
        lastSeen: 900,
        isHumanOverride: false,
      },
      requestMetadata: { connectionId: 'tab-2', userId: 'ann', timestamp: 1_001 },
    });
  });

  it('names the device that the user had last, when a sweep publishes', () => {
    expect(payloadOf({ message, connection, now: 1_001 }).requestMetadata.connectionId).toBe('tab-1');
  });
});

describe('a publication', () => {
  const requests: URLSearchParams[] = [];
  let server: Server;
  let client: SNSClient;
  beforeAll(async () => {
    server = createServer(async (request, response) => {
      requests.push(new URLSearchParams(await text(request)));
      response.end(
        '<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>',
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = new SNSClient({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
  });
  afterAll(() => {
    client.destroy();
    server.close();
  });

  it('carries the attributes that a subscriber filters by', async () => {
    const threadId = 'žluťoučký kůň';
    const topicArn = 'arn:aws:sns:eu-central-1:000000000000:responder';
    await publishMessage(
      { now: () => 1_001 },
      { client, topicArn },
      { message: { ...message, threadId }, connection, now: 1_001 },
    );
    const [request] = requests;
    expect(request?.get('TopicArn')).toBe(topicArn);
    expect(request?.get('Subject')).toBe('New message in thread ?lu?ou?k? k??');
    const attributes = [1, 2, 3].map((entry) => [
      request?.get(`MessageAttributes.entry.${entry}.Name`),
      request?.get(`MessageAttributes.entry.${entry}.Value.StringValue`),
    ]);
    expect(Object.fromEntries(attributes)).toEqual({ threadId, userId: 'ann', messageType: 'user' });
    expect(JSON.parse(request?.get('Message') ?? '')).toMatchObject({ message: { threadId } });
  });
});
