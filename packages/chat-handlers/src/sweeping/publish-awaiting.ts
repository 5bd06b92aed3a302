import {
  type ChatContext,
  type Publisher,
  publishMessage,
  queryMessages,
  readConnection,
  type StoredMessage,
  type ThreadHead,
  wantsBot,
} from '@switchboard/chat-core';
import { limits } from '@switchboard/protocol';

export interface PublishAwaitingDependencies {
  readonly context: ChatContext;
  readonly publisher: Publisher;
}

/**
 * Tells the bot again of a thread's newest user message, if it waits for an answer and the bot is to give it. The bot
 * reads the thread itself, so one message is enough however many wait.
 *
 * @returns whether it was published
 */
export async function publishAwaiting(
  { context, publisher }: PublishAwaitingDependencies,
  head: ThreadHead,
): Promise<boolean> {
  if (head.awaitingReplySince === undefined || !wantsBot(head, undefined, context.now())) return false;
  const message = await newestUserMessage(context, head);
  if (message === undefined) return false;
  const connection = (await readConnection(context, message.sender)) ?? {
    userId: message.sender,
    isHumanOverride: false,
    devices: [],
  };
  if (!wantsBot(head, connection, context.now())) return false;
  await publishMessage(publisher, { message, connection, now: context.now() });
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
