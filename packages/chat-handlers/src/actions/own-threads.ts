import { describeThreads, listOwnThreads as listPage, readConnection } from '@switchboard/chat-core';
import { limits } from '@switchboard/protocol';
import { type Answer, invalidCursor, isRefusal } from '../frames/answer.ts';
import type { ActionRequest } from '../frames/frame-handler.ts';
import { accessSession } from './access.ts';

/** `threads.list`: the user's own threads, those with unread messages first, then the newest. */
export async function listOwnThreads(request: ActionRequest<'threads.list'>): Promise<Answer> {
  const { context, identity, frame } = request;
  const { userId } = identity;
  const session = await accessSession(context, request, readConnection);
  if (isRefusal(session)) return session;
  const { limit = limits.defaultListPageSize, cursor } = frame;
  const page = await listPage(context, { userId, limit, cursor });
  if (page.outcome === 'invalidCursor') return invalidCursor;
  const rows = await describeThreads(context, page.heads, userId);
  return {
    event: 'threads',
    threads: rows.map(({ threadId, unread, lastMessage, owner }) => ({
      threadId,
      unread,
      ...(lastMessage === undefined ? {} : { lastMessage }),
      owner,
    })),
    ...(page.cursor === undefined ? {} : { cursor: page.cursor }),
  };
}
