import type { ChatSnapshot, ChatThread } from '@switchboard/chat-client';
import type { JSX, RefObject } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { LogRegion } from '../components/log-region.tsx';
import type { MessageActions } from '../components/message-actions.ts';
import { StableMessageRow } from '../components/message-row.tsx';
import { NewMessagesPill } from '../components/new-messages-pill.tsx';
import { OtherRow } from '../components/other-row.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { TypingIndicator } from '../components/typing-indicator.tsx';
import { useLiveMessages } from '../components/use-live-messages.ts';
import { useLooking } from '../components/use-looking.ts';
import { useVirtualizer } from '../components/use-virtualizer.ts';
import { fatesOf } from '../conversation/fates.ts';
import type { Row } from '../conversation/rows.ts';
import { useWords } from '../i18n/language.ts';
import { MemoRow } from './memo-row.tsx';
import type { ThreadSearch } from './use-thread-search.ts';

interface ConsoleLogProps {
  readonly thread: ChatThread;
  readonly snapshot: ChatSnapshot;
  readonly rows: readonly Row[];
  readonly search: Pick<ThreadSearch, 'found' | 'current'>;
  readonly customer: string;
  readonly now: () => number;
  readonly actions: MessageActions;
  /** The operator looks at the end of the conversation. */
  readonly onSeen: (seq: number) => void;
}

/** The end of the list, in which typing is shown. */
const endKey = 'end';

/** This close to the beginning older messages are fetched, in pixels. */
const nearStart = 1_200;
/** This close to the end counts as being there, in pixels. */
const nearEnd = 80;

/** A conversation of any length: only what can be seen is drawn. */
export function ConsoleLog(props: ConsoleLogProps): JSX.Element {
  const { thread, snapshot, rows, search, customer, now, actions, onSeen } = props;
  const { messages, outgoing, history, typists } = snapshot;
  const words = useWords();
  const element = useRef<HTMLDivElement>(null);
  const live = useLiveMessages(thread);
  const { atEnd, content, handleScroll, scrollToEnd, leaveEnd } = useEnd(element, () => thread.loadOlder());
  const fates = fatesOf(rows, snapshot);
  const virtualizer = useVirtualizer({
    count: rows.length + 1,
    getScrollElement: () => element.current,
    getItemKey: (index) => rows[index]?.key ?? endKey,
    estimateSize: (index) => (index === rows.length ? 12 : estimateOf(rows[index])),
    anchorTo: 'end',
    overscan: 12,
    paddingStart: 12,
  });

  const { current } = search;
  const found = useMemo(() => new Set(search.found), [search.found]);
  useLayoutEffect(() => {
    const index = current === undefined ? -1 : rows.findIndex(({ key }) => key === current);
    if (index < 0) return;
    leaveEnd();
    virtualizer.scrollToIndex(index, { align: 'center' });
    // Rows that come in front keep what is shown where it is: only another one that was found is gone to.
  }, [virtualizer, current, leaveEnd]);

  const lastSent = outgoing.at(-1)?.clientMessageId;
  useLayoutEffect(() => {
    if (lastSent !== undefined) scrollToEnd();
  }, [lastSent, scrollToEnd]);
  const lastSeq = messages.at(-1)?.seq ?? 0;
  const seen = useLooking() && atEnd;
  useEffect(() => {
    if (seen && lastSeq > 0) onSeen(lastSeq);
  }, [seen, lastSeq, onSeen]);

  const rowAt = (index: number): JSX.Element => {
    const row = rows[index];
    if (!row) {
      return typists.size > 0 ? <TypingIndicator label={words.typing(customer)} /> : <span />;
    }
    if (row.type === 'memo') return <MemoRow memo={row.note} />;
    if (row.type !== 'bubble') return <OtherRow row={row} now={now} />;
    const isLive = row.seq !== undefined && live.has(row.seq);
    return <StableMessageRow row={row} actions={actions} fate={fates.get(row.key)} live={isLive} />;
  };

  return (
    <>
      <LogRegion element={element} loading={!history.loaded} onScroll={handleScroll}>
        {!history.loaded && rows.length === 0 && <Skeleton />}
        <div class="virtual" ref={content} style={{ height: `${virtualizer.getTotalSize()}px` }}>
          {virtualizer.getVirtualItems().map(({ key, index, start }) => (
            <div
              key={key}
              class="virtual-row"
              data-index={index}
              data-found={found.has(String(key)) ? (key === current ? 'current' : '') : undefined}
              ref={virtualizer.measureElement}
              style={{ transform: `translateY(${start}px)` }}
            >
              {rowAt(index)}
            </div>
          ))}
        </div>
      </LogRegion>
      {!atEnd && <NewMessagesPill count={0} onClick={scrollToEnd} />}
    </>
  );
}

interface End {
  /** What scrolls in it. */
  readonly content: RefObject<HTMLDivElement | null>;
  readonly atEnd: boolean;
  readonly handleScroll: () => void;
  readonly scrollToEnd: () => void;
  /** The reader goes elsewhere. */
  readonly leaveEnd: () => void;
}

/** A conversation is read from its end: keeps the reader there while they are there, whatever grows. */
function useEnd(element: RefObject<HTMLDivElement | null>, onNearStart: () => void): End {
  const content = useRef<HTMLDivElement>(null);
  const kept = useRef(true);
  const [atEnd, setAtEnd] = useState(true);
  const follow = useCallback(() => {
    if (kept.current && element.current) element.current.scrollTop = element.current.scrollHeight;
  }, [element]);
  useLayoutEffect(() => {
    follow();
    // A reader who stays at the top does not scroll again, so the page before is loaded as well.
    if (element.current && element.current.scrollTop < nearStart) onNearStart();
  });
  useLayoutEffect(() => {
    if (!element.current || !content.current) return;
    const observer = new ResizeObserver(follow);
    observer.observe(element.current);
    observer.observe(content.current);
    return () => observer.disconnect();
  }, [element, follow]);
  return {
    content,
    atEnd,
    handleScroll: () => {
      const log = element.current;
      if (!log) return;
      kept.current = log.scrollHeight - log.scrollTop - log.clientHeight < nearEnd;
      setAtEnd(kept.current);
      if (log.scrollTop < nearStart) onNearStart();
    },
    leaveEnd: useCallback(() => {
      kept.current = false;
      setAtEnd(false);
    }, []),
    scrollToEnd: useCallback(() => {
      kept.current = true;
      setAtEnd(true);
      follow();
    }, [follow]),
  };
}

/** About how high a row is before it is drawn, in pixels: 60 characters are a line. */
function estimateOf(row: Row | undefined): number {
  if (row?.type !== 'bubble') return 44;
  return 48 + Math.ceil(row.text.length / 60) * 23 + (row.first ? 28 : 0);
}
