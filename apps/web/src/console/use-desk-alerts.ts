import { type ChatSession, customerName, type OperatorDesk, waitsForPeople } from '@switchboard/chat-client';
import { useLayoutEffect } from 'preact/hooks';
import { type AlertSettings, notify, playSound } from '../alerts/alerts.ts';
import { questionTitle, waitingTitle } from '../push/operator-titles.ts';
import { firstLine } from '../text/first-line.ts';
import { rowText } from './row-text.ts';

interface DeskAlertsOptions {
  readonly session: ChatSession;
  readonly desk: OperatorDesk;
  readonly settings: AlertSettings;
  readonly onOpen: (threadId: string) => void;
}

/** Tells an operator who looks elsewhere that a customer waits for them, or the bot for their answer: by sound, and by a notification of the system. */
export function useDeskAlerts({ session, desk, settings, onOpen }: DeskAlertsOptions): void {
  useLayoutEffect(() => {
    const alert = (title: string, body: string, threadId: string): void => {
      if (settings.sound) playSound().catch(reportError);
      if (settings.notifications && document.visibilityState !== 'visible') {
        notify({ title, body, tag: threadId, onClick: () => onOpen(threadId) });
      }
    };
    const stops = [
      desk.on('queued', (row) => {
        const title = waitsForPeople(row) ? waitingTitle : questionTitle;
        alert(title(customerName(row.customer)), firstLine(rowText(row)), row.threadId);
      }),
      desk.on('assigned', ({ threadId }) => alert('A conversation was given to you', '', threadId)),
      session.on('frame', (frame) => {
        if (frame.event !== 'message' || frame.messageType !== 'user') return;
        const mine = desk.getSnapshot().lists.mine.rows.find((row) => row.threadId === frame.threadId);
        if (mine && document.visibilityState !== 'visible') {
          alert(customerName(mine.customer), firstLine(frame.text), frame.threadId);
        }
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [session, desk, settings, onOpen]);
}

/** Counts in the title of the tab how many wait, and how many of the operator's own have something unread. */
export function useDeskTitle(desk: OperatorDesk): void {
  useLayoutEffect(() => {
    const show = (): void => {
      const { queue, mine } = desk.getSnapshot().lists;
      const count = queue.rows.length + mine.rows.filter(({ unread }) => unread > 0).length;
      document.title = count === 0 ? 'Console' : `(${count}) Console`;
    };
    show();
    return desk.subscribe(show);
  }, [desk]);
}
