import type { ChatSession } from '@switchboard/chat-client';
import { useLayoutEffect } from 'preact/hooks';
import { type AlertSettings, notify, playSound } from '../alerts/alerts.ts';
import { useLooking } from '../components/use-looking.ts';
import { firstLine } from '../text/first-line.ts';

interface CustomerAlertsOptions {
  readonly session: ChatSession;
  readonly settings: AlertSettings;
  /** Who writes, for the title of a notification. */
  readonly brandName: string;
  readonly onOpen: (threadId: string) => void;
}

/** Tells a customer who looks elsewhere that somebody has answered: by sound, and by a notification of the system. */
export function useCustomerAlerts({ session, settings, brandName, onOpen }: CustomerAlertsOptions): void {
  const looking = useLooking();
  // At once, not after the next painting: what comes in between would be missed.
  useLayoutEffect(() => {
    if (looking) return;
    return session.on('frame', (frame) => {
      if (frame.event !== 'message' || frame.sender === session.getSnapshot().userId) return;
      if (frame.messageType !== 'operator' && frame.messageType !== 'bot') return;
      const { threadId, text } = frame;
      if (settings.sound) playSound().catch(reportError);
      if (settings.notifications) {
        const body = firstLine(text);
        notify({ title: brandName, body, tag: threadId, onClick: () => onOpen(threadId) });
      }
    });
  }, [session, settings, brandName, looking, onOpen]);
}
