import {
  type ChatContext,
  type Deliverer,
  isParticipant,
  markRead,
  readThread,
  userIdsOf,
} from '@switchboard/chat-core';
import type { ServerFrame } from '@switchboard/protocol';
import type { Answer } from '../frames/answer.ts';
import type { ActionRequest } from '../frames/frame-handler.ts';
import type { Log } from '../log.ts';
import { foreignThread, maySee, noThread } from './access.ts';
import { deliverToOthers } from './deliver-to-others.ts';

export interface SignalDependencies {
  readonly context: ChatContext;
  readonly deliverer: Deliverer;
  readonly log: Log;
}

/** `typing`: told to the other devices, stored nowhere. The answer repeats what they are told. */
export async function signalTyping(
  { context, deliverer, log }: SignalDependencies,
  { frame, identity, connectionId }: ActionRequest<'typing'>,
): Promise<Answer> {
  const { threadId, isTyping = true } = frame;
  const signal: ServerFrame<'typing'> = { event: 'typing', threadId, userId: identity.userId, isTyping };
  const head = await readThread(context, threadId);
  // Whoever types the first message of a thread has nobody to tell of it yet.
  if (head === null) return signal;
  if (!maySee(head, identity)) return foreignThread;
  await deliverToOthers(deliverer, log, {
    userIds: userIdsOf(head),
    frame: signal,
    exceptConnectionId: connectionId,
  });
  return signal;
}

/** `read`: moves the reader's position in the thread's head forward, and tells the other devices when it moved. */
export async function markThreadRead(
  { context, deliverer, log }: SignalDependencies,
  { frame, identity, connectionId }: ActionRequest<'read'>,
): Promise<Answer> {
  const { threadId, seq } = frame;
  const { userId } = identity;
  const head = await readThread(context, threadId);
  if (head === null) return noThread;
  if (!isParticipant(head, userId)) return foreignThread;
  const signal: ServerFrame<'read'> = { event: 'read', threadId, userId, seq };
  if ((await markRead(context, { threadId, userId, seq })) === 'moved') {
    await deliverToOthers(deliverer, log, {
      userIds: userIdsOf(head),
      frame: signal,
      exceptConnectionId: connectionId,
    });
  }
  return signal;
}
