import { performance } from 'node:perf_hooks';
import { setAwsEnvironment } from '../../test/aws-environment.ts';
import { createTopic, type TestTopic } from '../../test/topic.ts';
import type { UserConnection } from '../connections/connection.ts';
import { isTransient } from '../context/transient-errors.ts';
import type { StoredMessage } from '../messages/stored-message.ts';
import { createPublishingClient, payloadOf, publishMessage, publishOutbound } from './publish-message.ts';

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
  let topic: TestTopic;
  beforeEach(async () => {
    topic = await createTopic();
  });
  afterEach(() => topic.close());

  const context = { now: Date.now };

  it('carries the attributes that a subscriber filters by', async () => {
    const threadId = 'žluťoučký kůň';
    await publishMessage(context, topic.publisher, {
      message: { ...message, threadId },
      connection,
      now: 1_001,
    });
    expect(topic.published).toEqual([
      {
        topicArn: topic.publisher.topicArn,
        subject: 'New message in thread ?lu?ou?k? k??',
        message: expect.any(String),
        attributes: { threadId, userId: 'ann', messageType: 'user' },
      },
    ]);
    expect(JSON.parse(topic.published[0]?.message ?? '')).toMatchObject({ message: { threadId } });
  });

  it('has no character in it that SNS refuses, and says the same', async () => {
    const text = '\ufffe and \uffff, and \ufffd as it is';
    await publishMessage(context, topic.publisher, { message: { ...message, text }, connection, now: 1_001 });
    const sent = topic.published[0]?.message ?? '';
    expect(sent).not.toMatch(/[\ufffe\uffff]/);
    expect(JSON.parse(sent)).toMatchObject({ message: { text } });
  });

  it('for a channel says which thread, and carries the channel that its function filters by', async () => {
    const notice = { threadId: 't1', channel: 'telegram', type: 'message' } as const;
    await publishOutbound(context, topic.publisher, notice);
    expect(topic.published).toMatchObject([{ subject: null, attributes: { channel: 'telegram' } }]);
    expect(JSON.parse(topic.published[0]?.message ?? '')).toEqual(notice);
  });

  it('that is not answered is given up when the deadline passes', async () => {
    topic.answers = false;
    const startedAt = performance.now();
    const limited = { now: Date.now, deadline: Date.now() + 200 };
    const failed = publishMessage(limited, topic.publisher, { message, connection, now: 1_001 }).catch(
      (error: unknown) => error,
    );
    expect(isTransient(await failed)).toBe(true);
    // The client's own time limit is longer: three tries of 1.5 s.
    expect(performance.now() - startedAt).toBeLessThan(4_000);
  });

  it('that is not answered is tried again before the deadline, by the client that production makes', async () => {
    setAwsEnvironment({ AWS_ENDPOINT_URL_SNS: topic.endpoint });
    topic.answers = false;
    const client = createPublishingClient();
    const limited = { now: Date.now, deadline: Date.now() + 10_000 };
    const publisher = { ...topic.publisher, client };
    await expect(publishMessage(limited, publisher, { message, connection, now: 1_001 })).rejects.toThrow();
    expect(topic.published.length).toBe(3);
    client.destroy();
  });
});
