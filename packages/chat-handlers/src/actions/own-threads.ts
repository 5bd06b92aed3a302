import {
  describeThreads,
  isParticipant,
  listThreadIds,
  readConnection,
  readThreads,
  type ThreadHead,
  unreadBy,
} from '@switchboard/chat-core';
import { limits } from '@switchboard/protocol';
import { type Answer, isRefusal } from '../frames/answer.ts';
import type { ActionRequest } from '../frames/frame-handler.ts';
import { accessSession } from './access.ts';

/** A list shows the first of so many of a user's threads; any other is found by its id. */
const mostThreads = 200;

/** `threads.list`: the user's own threads, those with unread messages first, then the newest. */
export async function listOwnThreads(request: ActionRequest<'threads.list'>): Promise<Answer> {
  const { context, identity, frame } = request;
  const { userId } = identity;
  const session = await accessSession(context, request, readConnection);
  if (isRefusal(session)) return session;
  const ids = await listThreadIds(context, userId, mostThreads);
  const heads = (await readThreads(context, ids)).filter((head) => isParticipant(head, userId));
  const isUnread = (head: ThreadHead) => Number(unreadBy(head, userId) > 0);
  const shown = heads
    .toSorted((a, b) => isUnread(b) - isUnread(a) || b.lastTimestamp - a.lastTimestamp)
    .slice(0, frame.limit ?? limits.defaultListPageSize);
  const rows = await describeThreads(context, shown, userId);
  return {
    event: 'threads',
    threads: rows.map(({ threadId, unread, lastMessage, owner }) => ({
      threadId,
      unread,
      ...(lastMessage === undefined ? {} : { lastMessage }),
      owner,
    })),
  };
}
