import type { ClientFrame, ServerFrame } from '@switchboard/protocol';
import { RequestRefusedError, ThreadOwnedError } from '../errors.ts';
import type { ChatSession } from '../session/chat-session.ts';
import type { Takeover } from './desk-snapshot.ts';

/** Asks for a change of who answers in a thread. @param isDone whether the thread is then as it should be */
export async function changeOwner(
  session: ChatSession,
  frame: ClientFrame & { readonly threadId: string },
  isDone: (frame: ServerFrame<'takeover'>) => boolean,
): Promise<Takeover> {
  const isAnswer = (answer: ServerFrame<'takeover'>): boolean =>
    answer.threadId === frame.threadId && isDone(answer);
  const { event: _, ...takeover } = await session.ask({ frame, event: 'takeover', isAnswer });
  return takeover;
}

/** @returns for a refusal of a claim, the error that says who has the thread; any other error as it is */
export const withOwner = (error: unknown, threadId: string): unknown =>
  error instanceof RequestRefusedError && error.code === 'thread.owned'
    ? new ThreadOwnedError(threadId, error.owner, { cause: error })
    : error;
