import {
  type ChatContext,
  customersOf,
  owesReply,
  type Publisher,
  publishMessage,
  readConnections,
  readUnanswered,
  type ThreadHead,
} from '@switchboard/chat-core';

export interface PublishAwaitingDependencies {
  readonly context: ChatContext;
  readonly publisher: Publisher;
}

/**
 * Tells the bot again of a thread's newest user message, if the bot owes it an answer. The bot reads the thread itself,
 * so one message is enough however many wait.
 *
 * @returns whether it was published
 */
export async function publishAwaiting(
  { context, publisher }: PublishAwaitingDependencies,
  head: ThreadHead,
): Promise<boolean> {
  if (!owesReply(head, false, context.now())) return false;
  const [connections, [message]] = await Promise.all([
    readConnections(context, customersOf(head)),
    readUnanswered(context, head, 1),
  ]);
  const overridden = connections.some(({ isHumanOverride }) => isHumanOverride);
  if (message === undefined || !owesReply(head, overridden, context.now())) return false;
  const connection = connections.find(({ userId }) => userId === message.sender) ?? {
    userId: message.sender,
    isHumanOverride: false,
    devices: [],
  };
  await publishMessage(context, publisher, { message, connection, now: context.now() });
  return true;
}
