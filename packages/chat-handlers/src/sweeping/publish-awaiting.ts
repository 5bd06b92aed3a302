import {
  type ChatContext,
  customersOf,
  owesReply,
  type Publisher,
  publishMessage,
  readConnections,
  readUnanswered,
  settleThread,
  type ThreadHead,
} from '@switchboard/chat-core';

export interface PublishAwaitingDependencies {
  readonly context: ChatContext;
  readonly publisher: Publisher;
}

/** What became of a thread whose bot was to be told again. */
export type Awaited =
  | 'published'
  /** The bot owes the thread nothing, or may not write there. */
  | 'left'
  /** All that waited has been deleted or has expired: nothing waits any more. */
  | 'settled';

/**
 * Tells the bot again of a thread's newest user message, if the bot owes it an answer. The bot reads the thread itself,
 * so one message is enough however many wait.
 */
export async function publishAwaiting(
  { context, publisher }: PublishAwaitingDependencies,
  head: ThreadHead,
): Promise<Awaited> {
  if (!owesReply(head, false, context.now())) return 'left';
  const [connections, [message]] = await Promise.all([
    readConnections(context, customersOf(head)),
    readUnanswered(context, head, 1),
  ]);
  const overridden = connections.some(({ isHumanOverride }) => isHumanOverride);
  if (!owesReply(head, overridden, context.now())) return 'left';
  if (message === undefined) {
    const { threadId, lastUserSeq: throughSeq } = head;
    return (await settleThread(context, { threadId, throughSeq }, head)) === 'settled' ? 'settled' : 'left';
  }
  const connection = connections.find(({ userId }) => userId === message.sender) ?? {
    userId: message.sender,
    isHumanOverride: false,
    devices: [],
  };
  await publishMessage(context, publisher, { message, connection, now: context.now() });
  return 'published';
}
