import type { ChatThread } from '@switchboard/chat-client';
import { useEffect } from 'preact/hooks';
import type { Brand } from '../brand/brand.ts';

interface TitleOptions {
  readonly thread: ChatThread;
  readonly brand: Brand;
  /** The reader looks at the conversation. */
  readonly onSeen: () => void;
}

/** Counts in the title of the tab what has come while nobody looked. */
export function useTitle({ thread, brand, onSeen }: TitleOptions): void {
  const name = brand.name ?? 'Switchboard';
  useEffect(() => {
    let unseen = 0;
    const show = (count: number): void => {
      unseen = count;
      document.title = count === 0 ? name : `(${count}) ${name}`;
    };
    const look = (): void => {
      if (document.visibilityState !== 'visible') return;
      show(0);
      onSeen();
    };
    look();
    document.addEventListener('visibilitychange', look);
    const stop = thread.on('message', ({ sender }) => {
      if (document.visibilityState === 'visible') onSeen();
      else if (sender !== thread.getSnapshot().userId) show(unseen + 1);
    });
    return () => {
      stop();
      document.removeEventListener('visibilitychange', look);
    };
  }, [thread, name, onSeen]);
}
