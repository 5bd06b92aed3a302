import type { ChatSnapshot, ChatThread } from '@switchboard/chat-client';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { chunksOf } from '../conversation/chunks.ts';
import { fatesOf } from '../conversation/fates.ts';
import { conversationRows } from '../conversation/rows.ts';
import { useWords } from '../i18n/language.ts';
import { LogChunk } from './log-chunk.tsx';
import { LogRegion } from './log-region.tsx';
import type { MessageActions } from './message-actions.ts';
import { NewMessagesPill } from './new-messages-pill.tsx';
import { Skeleton } from './skeleton.tsx';
import { useLiveMessages } from './use-live-messages.ts';
import { useLooking } from './use-looking.ts';
import { useScrollPosition } from './use-scroll-position.ts';

interface ConversationLogProps {
  readonly thread: ChatThread;
  readonly snapshot: ChatSnapshot;
  readonly now: () => number;
  readonly onEdit: MessageActions['onEdit'];
  readonly onAbout: MessageActions['onAbout'];
  readonly onDelete: MessageActions['onDelete'];
  /** What stands in an empty conversation. */
  readonly empty: ComponentChildren;
  /** What stands below the last message. */
  readonly end: ComponentChildren;
}

/** The conversation: scrolls, loads what is older, and says when there is something new below. */
export function ConversationLog(props: ConversationLogProps): JSX.Element {
  const { thread, snapshot, now, onEdit, onAbout, onDelete, empty, end } = props;
  const { messages, outgoing, replies, ownerChanges, userId, history } = snapshot;
  const words = useWords();
  const rows = useMemo(
    () => conversationRows({ messages, outgoing, replies, ownerChanges, userId }),
    [messages, outgoing, replies, ownerChanges, userId],
  );
  const chunks = useMemo(() => chunksOf(rows), [rows]);
  const live = useLiveMessages(thread);
  const position = useScrollPosition({
    firstKey: messages[0]?.messageId,
    onNearStart: () => thread.loadOlder(),
  });
  const { element, content, atEnd, handleScroll, scrollToEnd } = position;

  const lastSent = outgoing.at(-1)?.clientMessageId;
  useLayoutEffect(() => {
    if (lastSent !== undefined) scrollToEnd();
  }, [lastSent, scrollToEnd]);
  const unseen = useUnseen(thread, snapshot, atEnd);
  const actions = useMemo(
    (): MessageActions => ({
      onRetry: (id) => thread.retry(id),
      onDiscard: (id) => thread.discard(id),
      onEdit: (id, text) => {
        thread.discard(id);
        onEdit(id, text);
      },
      onAbout,
      onDelete,
      now,
    }),
    [thread, onEdit, onAbout, onDelete, now],
  );
  const fates = fatesOf(rows, snapshot);

  return (
    <>
      <LogRegion element={element} loading={!history.loaded} onScroll={handleScroll}>
        <div class="log-content" ref={content}>
          {!history.loaded && rows.length === 0 && <Skeleton />}
          {history.loaded && rows.length === 0 && !history.refusal && empty}
          {rows.length > 0 && (
            <div class="history-edge">
              {history.hasOlder ? words.loadingEarlier : history.loaded && words.conversationBegins}
            </div>
          )}
          {chunks.map((chunk) => (
            <LogChunk key={chunk.key} chunk={chunk} actions={actions} fates={fates} live={live} now={now} />
          ))}
          {end}
        </div>
      </LogRegion>
      {!atEnd && <NewMessagesPill count={unseen} onClick={scrollToEnd} />}
    </>
  );
}

/** Marks as read what the reader has seen. @returns how many messages of others they have not */
function useUnseen(thread: ChatThread, { messages, userId }: ChatSnapshot, atEnd: boolean): number {
  const lastSeq = messages.at(-1)?.seq ?? 0;
  const seenSeq = useRef(lastSeq);
  const seen = useLooking() && atEnd;
  if (seen) seenSeq.current = lastSeq;
  useEffect(() => {
    if (seen && lastSeq > 0) thread.markRead(lastSeq);
  }, [thread, seen, lastSeq]);
  return messages.filter(
    ({ change, seq, sender }) => seq > seenSeq.current && sender !== userId && change === undefined,
  ).length;
}
