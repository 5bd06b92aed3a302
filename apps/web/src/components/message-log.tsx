import type { ChatClient, ChatSnapshot } from '@switchboard/chat-client';
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { conversationRows } from '../conversation/rows.ts';
import { dayLabel } from '../text/date-labels.ts';
import { EmptyState } from './empty-state.tsx';
import { MessageRow } from './message-row.tsx';
import { NewMessagesPill } from './new-messages-pill.tsx';
import { TypingIndicator } from './typing-indicator.tsx';
import { useScrollPosition } from './use-scroll-position.ts';

interface MessageLogProps {
  readonly client: ChatClient;
  readonly snapshot: ChatSnapshot;
  readonly now: () => number;
  readonly onSend: (text: string) => void;
}

/** The conversation: scrolls, loads what is older, and says when there is something new below. */
export function MessageLog({ client, snapshot, now, onSend }: MessageLogProps): JSX.Element {
  const { messages, outgoing, replies, userId, history } = snapshot;
  const rows = useMemo(
    () => conversationRows({ messages, outgoing, replies, userId }),
    [messages, outgoing, replies, userId],
  );
  const position = useScrollPosition({
    firstKey: messages[0]?.messageId,
    onNearStart: () => client.loadOlder(),
  });
  const { element, atEnd, handleScroll, scrollToEnd } = position;

  const lastSent = outgoing.at(-1)?.clientMessageId;
  useLayoutEffect(() => {
    if (lastSent !== undefined) scrollToEnd();
  }, [lastSent, scrollToEnd]);

  const lastSeq = messages.at(-1)?.seq ?? 0;
  const seenSeq = useRef(lastSeq);
  if (atEnd) seenSeq.current = lastSeq;
  useEffect(() => {
    const tell = (): void => {
      if (atEnd && lastSeq > 0 && document.visibilityState === 'visible') client.markRead(lastSeq);
    };
    tell();
    document.addEventListener('visibilitychange', tell);
    return () => document.removeEventListener('visibilitychange', tell);
  }, [client, atEnd, lastSeq]);
  const unseen = messages.filter(({ seq, sender }) => seq > seenSeq.current && sender !== userId).length;

  const seenByOthers = Math.max(
    0,
    ...[...snapshot.reads].map(([reader, seq]) => (reader === userId ? 0 : seq)),
  );
  const lastOwnKey = rows.findLast((row) => row.type === 'bubble' && row.own)?.key;
  const actions = {
    onRetry: (id: string) => client.retry(id),
    onDiscard: (id: string) => client.discard(id),
  };
  const writing = replies.some(({ text }) => text !== '');
  const waiting = !writing && (snapshot.typists.size > 0 || replies.length > 0);

  return (
    <>
      <div
        class="log"
        ref={element}
        role="log"
        aria-live="off"
        aria-label="Conversation"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        onScroll={handleScroll}
      >
        {history.loaded && rows.length === 0 && !history.refusal && <EmptyState onChoose={onSend} />}
        {rows.length > 0 && (
          <div class="history-edge">
            {history.hasOlder
              ? 'Loading earlier messages…'
              : history.loaded && 'This is where your conversation begins'}
          </div>
        )}
        {rows.map((row) => {
          if (row.type === 'bubble') {
            const fate =
              row.key !== lastOwnKey ? undefined : (row.seq ?? 0) <= seenByOthers ? 'Seen' : 'Sent';
            return <MessageRow key={row.key} row={row} fate={fate} {...actions} />;
          }
          return row.type === 'day' ? (
            <div key={row.key} class="day">
              {dayLabel(row.time, now())}
            </div>
          ) : (
            <p key={row.key} class="note">
              {row.text}
            </p>
          );
        })}
        {waiting && (
          <TypingIndicator
            name={replies.length > 0 ? 'Assistant' : [...snapshot.typists.keys()].join(', ')}
          />
        )}
      </div>
      {!atEnd && <NewMessagesPill count={unseen} onClick={scrollToEnd} />}
    </>
  );
}
