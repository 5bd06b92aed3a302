import { PublishCommand } from '@aws-sdk/client-sns';
import { type DeadlineContext, deadlineSignal } from '../context/deadline.ts';
import type { Alert } from './parse-alert.ts';
import type { Publisher } from './publish-message.ts';

/** Publishes an alert. One request. */
export async function publishAlert(
  context: DeadlineContext,
  { client, topicArn }: Publisher,
  alert: Alert,
): Promise<void> {
  const abortSignal = deadlineSignal(context);
  await client.send(
    new PublishCommand({ TopicArn: topicArn, Message: JSON.stringify(alert) }),
    abortSignal === undefined ? {} : { abortSignal },
  );
}
