import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { UserConnection } from '../connections/connection.ts';
import { type DeadlineContext, deadlineSignal } from '../context/deadline.ts';
import type { StoredMessage } from '../messages/stored-message.ts';
import { subjectOf } from './subject.ts';

export interface Publisher {
  readonly client: SNSClient;
  readonly topicArn: string;
}

/** A client for SNS: a request that is not answered within 1.5 s is tried again, up to three attempts in all. */
export const createPublishingClient = (): SNSClient =>
  new SNSClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 1_500, throwOnRequestTimeout: true },
  });

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
  context: DeadlineContext,
  publisher: Publisher,
  publication: Publication,
): Promise<void> {
  const { message, connection } = publication;
  await publish(context, publisher, {
    Subject: subjectOf(message.threadId),
    Message: printable(JSON.stringify(payloadOf(publication))),
    MessageAttributes: {
      threadId: text(message.threadId),
      userId: text(connection.userId),
      messageType: text(message.messageType),
    },
  });
}

/** Tells the function of a channel that is pushed to that a thread has something to deliver. */
export async function publishOutbound(
  context: DeadlineContext,
  publisher: Publisher,
  notice: OutboundNotice,
): Promise<void> {
  await publish(context, publisher, {
    Message: JSON.stringify(notice),
    MessageAttributes: { channel: text(notice.channel) },
  });
}

/** What the topic `outbound` carries: everything else is read from the thread. */
export interface OutboundNotice {
  readonly threadId: string;
  readonly channel: string;
  /** `message`: the thread owes its channel messages. `typing`: a reply is being written, best effort. */
  readonly type: 'message' | 'typing';
}

async function publish(
  context: DeadlineContext,
  { client, topicArn }: Publisher,
  input: Omit<PublishCommand['input'], 'TopicArn'>,
): Promise<void> {
  const abortSignal = deadlineSignal(context);
  await client.send(
    new PublishCommand({ TopicArn: topicArn, ...input }),
    abortSignal === undefined ? {} : { abortSignal },
  );
}

const text = (value: string) => ({ DataType: 'String', StringValue: value });

/** SNS and SQS refuse two characters that JSON may hold as they are. */
const printable = (json: string): string =>
  json.replaceAll(/[\ufffe\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);

/** What a subscriber gets: of the connection just what kx-chat-server tells, not the user's other devices. */
export function payloadOf({ message, connection, connectionId, now }: Publication) {
  const { userId, threadId = message.threadId, lastSeen, isHumanOverride } = connection;
  const device = connectionId ?? connection.connectionId;
  return {
    message,
    connection: { userId, connectionId: device, threadId, lastSeen, isHumanOverride },
    requestMetadata: { connectionId: device, userId, timestamp: now },
  };
}
