import type { Subscription, Topic } from '../deployment/messaging.ts';
import type { Faults } from '../door/faults.ts';
import type { Log } from '../log.ts';
import type { AsynchronousInvocations } from './asynchronous-invocations.ts';
import type { PublishEntry } from './publish-request.ts';

export interface TopicsOptions {
  readonly topics: readonly Topic[];
  readonly asynchronous: AsynchronousInvocations;
  readonly sendToQueue: (queueArn: string, body: string) => Promise<void>;
  readonly faults: Faults;
  readonly now: () => number;
  readonly log: Log;
}

/** Delivers what is published: at least once, in no order. */
export interface Topics {
  find(topicArn: string): Topic | undefined;
  publish(topic: Topic, messageId: string, entry: PublishEntry): void;
  stop(): void;
}

export function createTopics({ topics, asynchronous, sendToQueue, faults, now, log }: TopicsOptions): Topics {
  const pending = new Set<NodeJS.Timeout>();

  const deliver = (topic: Topic, subscription: Subscription, event: ReturnType<typeof snsEvent>): void => {
    const accepted = asynchronous.send(subscription.functionArn, event, `topic ${topic.name}`);
    // Lambda does not take it: SNS would try for 23 days, the platform hands it to the dead-letter queue at once.
    if (!accepted && subscription.deadLetterArn !== undefined) {
      sendToQueue(subscription.deadLetterArn, JSON.stringify(event.Records[0]?.Sns)).catch(
        (error: unknown) => {
          log.problem(topic.name, `A message could not be sent to the dead-letter queue: ${error}`);
        },
      );
    }
  };

  return {
    find: (topicArn) => topics.find(({ arn }) => arn === topicArn),
    publish: (topic, messageId, entry) => {
      for (const subscription of topic.subscriptions) {
        const event = snsEvent(topic, subscription, messageId, entry, now());
        for (const delayMs of faults.forDelivery()) {
          const timer = setTimeout(() => {
            pending.delete(timer);
            deliver(topic, subscription, event);
          }, delayMs);
          pending.add(timer);
        }
      }
    },
    stop: () => {
      for (const timer of pending) clearTimeout(timer);
    },
  };
}

/**
 * The event that a function gets for a message of a topic.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
 */
const snsEvent = (
  topic: Topic,
  subscription: Subscription,
  messageId: string,
  entry: PublishEntry,
  now: number,
) => ({
  Records: [
    {
      EventSource: 'aws:sns',
      EventVersion: '1.0',
      EventSubscriptionArn: subscription.arn,
      Sns: {
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
      },
    },
  ],
});
