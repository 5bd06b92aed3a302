import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { UserConnection } from '../connections/connection.ts';
import type { StoredMessage } from '../messages/stored-message.ts';
import { subjectOf } from './subject.ts';

export interface Publisher {
  readonly client: SNSClient;
  readonly topicArn: string;
}

export interface Publication {
  /** A message of a user. */
  readonly message: StoredMessage;
  readonly connection: UserConnection;
  /** The connection that the message came over; a sweep has none. */
  readonly connectionId?: string;
  /** When it is published, epoch milliseconds. */
  readonly now: number;
}

/** Tells every subscriber of the topic of a user's message: `{message, connection, requestMetadata}`. */
export async function publishMessage(
  { client, topicArn }: Publisher,
  publication: Publication,
): Promise<void> {
  const { message, connection } = publication;
  await client.send(
    new PublishCommand({
      TopicArn: topicArn,
      Subject: subjectOf(message.threadId),
      Message: JSON.stringify(payloadOf(publication)),
      MessageAttributes: {
        threadId: text(message.threadId),
        userId: text(connection.userId),
        messageType: text(message.messageType),
      },
    }),
  );
}

const text = (value: string) => ({ DataType: 'String', StringValue: value });

/** What a subscriber gets: of the connection just what the original tells, not the user's other devices. */
export function payloadOf({ message, connection, connectionId, now }: Publication) {
  const { userId, threadId = message.threadId, lastSeen, isHumanOverride } = connection;
  const device = connectionId ?? connection.connectionId;
  return {
    message,
    connection: { userId, connectionId: device, threadId, lastSeen, isHumanOverride },
    requestMetadata: { connectionId: device, userId, timestamp: now },
  };
}
