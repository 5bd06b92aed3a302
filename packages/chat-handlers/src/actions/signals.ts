import {
  type Announcer,
  isParticipant,
  type Log,
  markRead,
  readThrough,
  type ThreadIdPolicy,
} from '@switchboard/chat-core';
import type { ServerFrame } from '@switchboard/protocol';
import { type Answer, isRefusal, refuse } from '../frames/answer.ts';
import type { ActionRequest } from '../frames/frame-handler.ts';
import { accessThread, noThread } from './access.ts';
import { tellOthers } from './tell.ts';

export interface SignalDependencies {
  readonly announcer: Announcer;
  readonly threadIds: ThreadIdPolicy;
  readonly log: Log;
}

/** `typing`: told to the other devices, stored nowhere. The answer repeats what they are told. */
export async function signalTyping(
  dependencies: SignalDependencies,
  request: ActionRequest<'typing'>,
): Promise<Answer> {
  const { context, frame, identity, connectionId } = request;
  const { threadId, isTyping = true } = frame;
  const access = await accessThread(dependencies.threadIds, request);
  if (isRefusal(access)) return access;
  const signal: ServerFrame<'typing'> = { event: 'typing', threadId, userId: identity.userId, isTyping };
  // Before the first message of a thread there is nobody to tell.
  if (access.head === null) return signal;
  await tellOthers(context, dependencies, signal, {
    head: access.head,
    exceptConnectionId: connectionId,
    known: access.view,
  });
  return signal;
}

/** `read`: moves the reader's position in the thread's head forward, and tells the other devices when it moved. */
export async function markThreadRead(
  dependencies: SignalDependencies,
  request: ActionRequest<'read'>,
): Promise<Answer> {
  const { context, frame, identity, connectionId } = request;
  const { threadId, seq } = frame;
  const { userId } = identity;
  const access = await accessThread(dependencies.threadIds, request);
  if (isRefusal(access)) return access;
  const { head } = access;
  if (head === null) return noThread;
  if (!isParticipant(head, userId))
    return refuse('thread.notOwned', 'Claim the thread before you mark it as read');
  const signal: ServerFrame<'read'> = { event: 'read', threadId, userId, seq };
  if ((await markRead(context, { threadId, userId, seq })) === 'unchanged') {
    const position = readThrough(head, userId);
    return { ...signal, seq: seq > head.seq ? position : Math.max(seq, position) };
  }
  const announcement = { head, exceptConnectionId: connectionId, known: access.view };
  await tellOthers(context, dependencies, signal, announcement);
  return signal;
}
