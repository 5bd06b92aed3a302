import type { Subscription, Topic } from '../deployment/topics.ts';
import type { Faults } from '../door/faults.ts';
import type { Log } from '../log/log.ts';
import type { Queues } from '../queues/queues.ts';
import type { AsynchronousInvocations } from './asynchronous-invocations.ts';
import type { PublishEntry } from './publish-request.ts';

export interface TopicsOptions {
  readonly topics: readonly Topic[];
  readonly asynchronous: Pick<AsynchronousInvocations, 'send'>;
  readonly queues: Pick<Queues, 'sendTo'>;
  readonly faults: Faults;
  readonly now: () => number;
  readonly log: Log;
}

/** Delivers what is published: at least once, in no order. What was accepted survives a SIGKILL. */
export interface Topics {
  find(topicArn: string): Topic | undefined;
  publish(topic: Topic, messageId: string, entry: PublishEntry): void;
  /**
   * Hands a message to the function again that did not take it.
   *
   * @param deadLetterArn the queue that it lies in
   * @param body the message as it lies there
   * @returns whether the function took it
   */
  redeliver(deadLetterArn: string, body: string): boolean;
}

export function createTopics({ topics, asynchronous, queues, faults, now, log }: TopicsOptions): Topics {
  const deliver = (topic: Topic, subscription: Subscription, notification: Notification): void => {
    const { endpointArn, deadLetterArn } = subscription;
    if (subscription.protocol === 'email') {
      log.note(
        `${topic.name} would mail ${subscription.endpointArn}: ${notification.Subject ?? notification.Message}`,
      );
      return;
    }
    if (subscription.protocol === 'sqs') {
      queues.sendTo(endpointArn, queueBody(subscription, notification));
      return;
    }
    const event = lambdaEvent(subscription, notification);
    for (const delayMs of faults.forDelivery()) {
      const accepted = asynchronous.send(endpointArn, event, `topic ${topic.name}`, delayMs);
      // Lambda does not take it: SNS would try for 23 days, the platform hands it to the dead-letter queue at once.
      if (!accepted && deadLetterArn !== undefined)
        queues.sendTo(deadLetterArn, JSON.stringify(notification));
    }
  };

  return {
    redeliver: (deadLetterArn, body) => {
      const notification = JSON.parse(body) as Notification;
      const topic = topics.find(({ arn }) => arn === notification.TopicArn);
      const subscription = topic?.subscriptions.find(
        (candidate) => candidate.protocol === 'lambda' && candidate.deadLetterArn === deadLetterArn,
      );
      if (!topic || !subscription) return false;
      const event = lambdaEvent(subscription, notification);
      return asynchronous.send(subscription.endpointArn, event, `topic ${topic.name}`);
    },
    find: (topicArn) => topics.find(({ arn }) => arn === topicArn),
    publish: (topic, messageId, entry) => {
      const notification = notificationOf(topic, messageId, entry, now());
      for (const subscription of topic.subscriptions) deliver(topic, subscription, notification);
    },
  };
}

const notificationOf = (topic: Topic, messageId: string, entry: PublishEntry, now: number) => ({
  Type: 'Notification',
  MessageId: messageId,
  TopicArn: topic.arn,
  Subject: entry.subject ?? null,
  Message: entry.message,
  Timestamp: new Date(now).toISOString(),
  SignatureVersion: '1',
  Signature: '',
  SigningCertUrl: '',
  UnsubscribeUrl: '',
  MessageAttributes: entry.attributes,
});

type Notification = ReturnType<typeof notificationOf>;

/**
 * The event that a function gets for a message of a topic.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
 */
const lambdaEvent = (subscription: Subscription, notification: Notification) => ({
  Records: [
    {
      EventSource: 'aws:sns',
      EventVersion: '1.0',
      EventSubscriptionArn: subscription.arn,
      Sns: notification,
    },
  ],
});

/** What a queue gets: the whole notification, or the message alone where the subscription says raw. */
function queueBody({ isRaw }: Subscription, notification: Notification): string {
  if (isRaw) return notification.Message;
  const { Subject, MessageAttributes, ...rest } = notification;
  return JSON.stringify({
    ...rest,
    ...(Subject === null ? {} : { Subject }),
    ...(Object.keys(MessageAttributes).length > 0 ? { MessageAttributes } : {}),
  });
}
