import { type ChatContext, queryMessages, type StoredMessage } from '@switchboard/chat-core';
import type { Assignment } from './dependencies.ts';

/**
 * The newest reply of an invocation, if it has given one: it comes after the message that the invocation is about. One Query for each 50
 * messages since then.
 */
export async function findReply(
  chat: ChatContext,
  { threadId, requestId, writtenAt }: Assignment,
): Promise<StoredMessage | undefined> {
  const request = { threadId, direction: 'forward', after: writtenAt } as const;
  let reply: StoredMessage | undefined;
  let cursor: string | undefined;
  do {
    const page = await queryMessages(chat, { ...request, ...(cursor !== undefined && { cursor }) });
    if (page.outcome !== 'page') return reply;
    const isOwn = ({ replyId }: StoredMessage): boolean => replyId?.startsWith(requestId) === true;
    reply = page.messages.findLast(isOwn) ?? reply;
    cursor = page.cursor;
  } while (cursor !== undefined);
  return reply;
}
