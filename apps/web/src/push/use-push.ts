import type { ChatSession } from '@switchboard/chat-client';
import { useEffect, useRef } from 'preact/hooks';
import { useStore } from '../components/use-store.ts';
import { startPush, stopPush } from './subscribe.ts';

/** Keeps this browser subscribed to Web Push as long as its reader wants notifications. */
export function usePush(session: ChatSession, isWanted: boolean): void {
  const isOpen = useStore(session).connection.state === 'open';
  const wasWanted = useRef(false);
  useEffect(() => {
    if (!isOpen) return;
    // A frame of another site may not be asked, and so is not subscribed.
    if (isWanted && 'Notification' in globalThis && Notification.permission === 'granted') {
      startPush(session, navigator.serviceWorker).catch(reportError);
      wasWanted.current = true;
    } else if (wasWanted.current) {
      stopPush(session, navigator.serviceWorker).catch(reportError);
      wasWanted.current = false;
    }
  }, [session, isOpen, isWanted]);
}
