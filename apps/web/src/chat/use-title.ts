import type { ChatThread } from '@switchboard/chat-client';
import { useLayoutEffect, useState } from 'preact/hooks';
import { useLooking } from '../components/use-looking.ts';

/** Counts in the title of the tab what has come while nobody looked. */
export function useTitle(thread: ChatThread, name: string): void {
  const looking = useLooking();
  const [unseen, setUnseen] = useState(0);
  useLayoutEffect(() => {
    if (looking) {
      setUnseen(0);
      return;
    }
    return thread.on('message', ({ change, sender }) => {
      if (sender !== thread.getSnapshot().userId && change === undefined) setUnseen((count) => count + 1);
    });
  }, [thread, looking]);
  useLayoutEffect(() => {
    document.title = unseen === 0 ? name : `(${unseen}) ${name}`;
  }, [unseen, name]);
}
