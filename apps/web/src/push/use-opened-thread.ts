import { useEffect } from 'preact/hooks';
import { readOpenThread } from './notification.ts';

/** Opens the conversation of a notification that the reader has clicked while the page is open. */
export function useOpenedThread(onOpen: (threadId: string) => void): void {
  useEffect(() => {
    // Absent in pages without TLS, which get no pushes either.
    const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
    const listen = ({ data }: MessageEvent): void => {
      const threadId = readOpenThread(data);
      if (threadId !== undefined) onOpen(threadId);
    };
    workers?.addEventListener('message', listen);
    workers?.startMessages();
    return () => workers?.removeEventListener('message', listen);
  }, [onOpen]);
}
