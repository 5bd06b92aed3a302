import {
  type ChatContext,
  customersOf,
  owesReply,
  type Publisher,
  publishMessage,
  queryMessages,
  readConnections,
  type StoredMessage,
  type ThreadHead,
} from '@switchboard/chat-core';
import { limits } from '@switchboard/protocol';

export interface PublishAwaitingDependencies {
  readonly context: ChatContext;
  readonly publisher: Publisher;
}

/**
 * Tells the bot again of a thread's newest user message, if the bot owes it an answer. The bot reads the thread itself, so
 * one message is enough however many wait.
 *
 * @returns whether it was published
 */
export async function publishAwaiting(
  { context, publisher }: PublishAwaitingDependencies,
  head: ThreadHead,
): Promise<boolean> {
  if (!owesReply(head, false, context.now())) return false;
  const [connections, message] = await Promise.all([
    readConnections(context, customersOf(head)),
    newestUserMessage(context, head),
  ]);
  if (message === undefined) return false;
  if (
    !owesReply(
      head,
      connections.some(({ isHumanOverride }) => isHumanOverride),
      context.now(),
    )
  )
    return false;
  const connection = connections.find(({ userId }) => userId === message.sender) ?? {
    userId: message.sender,
    isHumanOverride: false,
    devices: [],
  };
  await publishMessage(context, publisher, { message, connection, now: context.now() });
  return true;
}

/** Numbers have no gap, so the newest user message is as many messages back as the head says. */
async function newestUserMessage(context: ChatContext, head: ThreadHead): Promise<StoredMessage | undefined> {
  const { threadId, seq, lastUserSeq } = head;
  const limit = Math.min(seq - lastUserSeq + 1, limits.historyPageSize);
  const page = await queryMessages(context, { threadId, direction: 'backward', limit });
  return page.outcome === 'page'
    ? page.messages.findLast(({ messageType }) => messageType === 'user')
    : undefined;
}
