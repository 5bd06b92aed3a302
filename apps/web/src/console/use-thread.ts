import type { ChatThread, OperatorDesk } from '@switchboard/chat-client';
import { useEffect, useMemo } from 'preact/hooks';
import { reportLoss } from './report-loss.ts';

/** A conversation in which the operator takes no part is not told to them: how often to look, in milliseconds. */
const lookEveryMs = 5_000;

/** The conversation that is shown, kept up to date also where it is not the operator's own. */
export function useThread(desk: OperatorDesk, threadId: string | undefined): ChatThread | undefined {
  const thread = useMemo(
    () => (threadId === undefined ? undefined : desk.thread(threadId, { pageSize: 60 })),
    [desk, threadId],
  );
  useEffect(() => {
    if (!thread) return;
    desk.loadNotes(thread.threadId).catch(reportLoss);
    const timer = setInterval(() => {
      const { owner, operatorId, userId } = thread.getSnapshot();
      const isOwn = owner === 'operator' && operatorId === userId;
      if (document.visibilityState === 'visible' && !isOwn) thread.refresh();
    }, lookEveryMs);
    return () => {
      clearInterval(timer);
      // What is not sent yet is sent on; a conversation without anything to send needs no place.
      if (thread.getSnapshot().outgoing.length === 0) thread.close();
    };
  }, [desk, thread]);
  return thread;
}
