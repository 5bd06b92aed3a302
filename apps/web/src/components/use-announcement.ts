import type { ChatThread } from '@switchboard/chat-client';
import { useEffect, useRef } from 'preact/hooks';
import { noticesOf } from '../conversation/notices.ts';
import { noticeIn, useLanguage } from '../i18n/language.ts';
import { firstLine } from '../text/first-line.ts';
import { eventText } from './other-row.tsx';
import { peopleOf } from './people.ts';

/**
 * Calls `announce` with every message of others that comes, without the marks of Markdown, and with everything that happens to the conversation. People
 * have the names that the thread knows at that moment, also outside of a provider of `PeopleContext`.
 */
export function useAnnouncement(thread: ChatThread, announce: (text: string) => void): void {
  const language = useLanguage();
  const told = useRef(0);
  useEffect(() => {
    told.current = thread.getSnapshot().ownerChanges.length;
    const stops = [
      thread.on('message', (message) => {
        const { change, notice, sender, text, timestamp: now } = message;
        if (sender === thread.getSnapshot().userId || change !== undefined) return;
        announce(notice ? noticeIn(language, notice, now) : firstLine(text));
      }),
      thread.subscribe(() => {
        const { messages, ownerChanges, people } = thread.getSnapshot();
        if (ownerChanges.length === told.current) return;
        told.current = ownerChanges.length;
        const latest = noticesOf(messages, ownerChanges).at(-1);
        if (latest) announce(eventText(latest.notice, language.words, peopleOf(people)));
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [thread, announce, language]);
}
