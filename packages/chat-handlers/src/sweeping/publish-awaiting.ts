import {
  type ChatContext,
  customersOf,
  isQuestionOver,
  owesReply,
  type Publisher,
  publishMessage,
  queryMessages,
  readConnections,
  readUnanswered,
  type StoredMessage,
  settleThread,
  type ThreadHead,
} from '@switchboard/chat-core';

export interface PublishAwaitingDependencies {
  readonly context: ChatContext;
  readonly publisher: Publisher;
}

/** The newest message that waits for an answer; where the bot's question has ended, the newest of all. */
async function newestToAnswer(context: ChatContext, head: ThreadHead): Promise<readonly StoredMessage[]> {
  const waiting = await readUnanswered(context, head, 1);
  if (waiting.length > 0 || !isQuestionOver(head, context.now())) return waiting;
  const page = await queryMessages(context, { threadId: head.threadId, limit: 1 });
  return page.outcome === 'page' ? page.messages : [];
}

/** The outcome for a thread whose bot was to be asked again. */
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
    newestToAnswer(context, head),
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
