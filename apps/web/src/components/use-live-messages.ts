import type { ChatThread } from '@switchboard/chat-client';
import { useEffect, useRef } from 'preact/hooks';
import { useLooking } from './use-looking.ts';

/** A message that is drawn again after this time is an old one, milliseconds. */
const freshMs = 5_000;

/** The `seq` of the messages that have just come while the reader looked on, where motion is welcome: they may appear by degrees. */
export function useLiveMessages(thread: ChatThread): ReadonlySet<number> {
  const seqs = useRef(new Set<number>());
  const looking = useLooking();
  useEffect(() => {
    if (!looking) return;
    return thread.on('message', ({ seq }) => {
      if (!motionIsWelcome()) return;
      seqs.current.add(seq);
      setTimeout(() => seqs.current.delete(seq), freshMs);
    });
  }, [thread, looking]);
  return seqs.current;
}

export const motionIsWelcome = (): boolean => !matchMedia('(prefers-reduced-motion: reduce)').matches;
