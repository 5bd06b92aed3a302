import type { ChatThread } from '@switchboard/chat-client';
import { useEffect, useRef } from 'preact/hooks';

/** The `seq` of the messages that have come while the reader looked on, where motion is welcome: they may appear by degrees. */
export function useLiveMessages(thread: ChatThread): ReadonlySet<number> {
  const seqs = useRef(new Set<number>());
  useEffect(() => {
    seqs.current.clear();
    return thread.on('message', ({ seq }) => {
      if (document.visibilityState === 'visible' && motionIsWelcome()) seqs.current.add(seq);
    });
  }, [thread]);
  return seqs.current;
}

export const motionIsWelcome = (): boolean => !matchMedia('(prefers-reduced-motion: reduce)').matches;
