import {
  colleagueName,
  customerName,
  type ThreadList,
  type ThreadRow,
  waitsForPeople,
} from '@switchboard/chat-client';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Avatar } from '../components/avatar.tsx';
import { useVirtualizer } from '../components/use-virtualizer.ts';
import { firstLine } from '../text/first-line.ts';
import { rowText } from './row-text.ts';
import { waitedFor } from './waited-for.ts';

interface ThreadRowsProps {
  readonly label: string;
  readonly rows: readonly ThreadRow[];
  readonly list: ThreadList;
  readonly selected: string | undefined;
  readonly now: () => number;
  readonly onSelect: (threadId: string) => void;
  readonly onNearEnd: () => void;
  readonly empty: string;
}

/** A row with a name of one line, in pixels. Longer names make it higher. */
const rowHeight = 76;
/** This many rows before the end of what is loaded, the next page is fetched. */
const nearEnd = 15;

/** A list of conversations of any length, in which the arrow keys move. */
export function ThreadRows(props: ThreadRowsProps): JSX.Element {
  const { label, rows, list, selected, now, onSelect, onNearEnd, empty } = props;
  const element = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => element.current,
    getItemKey: (index) => rows[index]?.threadId ?? index,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  const items = virtualizer.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (list.hasMore && lastShown >= rows.length - nearEnd) onNearEnd();
  }, [list.hasMore, lastShown, rows.length, onNearEnd]);
  const selectedAt = rows.findIndex(({ threadId }) => threadId === selected);
  useEffect(() => {
    if (selectedAt >= 0) virtualizer.scrollToIndex(selectedAt, { align: 'auto' });
  }, [virtualizer, selectedAt]);

  const handleKey = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    const step = steps[event.key];
    const to = event.key === 'Home' ? 0 : event.key === 'End' ? rows.length - 1 : selectedAt + (step ?? 0);
    const row = rows[Math.max(0, Math.min(rows.length - 1, to))];
    if (!row || (step === undefined && event.key !== 'Home' && event.key !== 'End')) return;
    event.preventDefault();
    onSelect(row.threadId);
  };

  return (
    <div
      class="rows"
      ref={element}
      role="listbox"
      aria-label={label}
      aria-activedescendant={selectedAt >= 0 ? rowId(rows[selectedAt]) : undefined}
      tabIndex={0}
      onKeyDown={handleKey}
    >
      {!list.loaded && rows.length === 0 && <RowSkeleton />}
      {list.loaded && rows.length === 0 && <p class="rows-empty">{empty}</p>}
      <div class="virtual" role="presentation" style={{ height: `${virtualizer.getTotalSize()}px` }}>
        {items.map(({ key, index, start }) => {
          const row = rows[index];
          return (
            row && (
              <div
                key={key}
                id={rowId(row)}
                class="thread-row"
                data-index={index}
                ref={virtualizer.measureElement}
                role="option"
                tabIndex={-1}
                aria-selected={row.threadId === selected}
                aria-posinset={index + 1}
                aria-setsize={list.hasMore ? -1 : rows.length}
                style={{ transform: `translateY(${start}px)` }}
                onClick={() => onSelect(row.threadId)}
                onKeyDown={({ key: pressed }) => pressed === 'Enter' && onSelect(row.threadId)}
              >
                <RowContent row={row} now={now} />
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}

const rowId = (row: ThreadRow | undefined): string => `row-${row?.threadId ?? ''}`;

function RowContent({ row, now }: { readonly row: ThreadRow; readonly now: () => number }): JSX.Element {
  const name = customerName(row.customer);
  const { channel, customer, owner, question, since, tags = [], unread, waiting } = row;
  const waits = isWaited(row);
  return (
    <>
      <Avatar name={name} picture={customer.picture} />
      <span class="thread-row-name">
        <bdi>{name}</bdi>
        {channel !== 'web' && <span class="tag">{channel}</span>}
      </span>
      <time
        class="thread-row-time"
        data-waits={waits ? '' : undefined}
        dateTime={new Date(since).toISOString()}
      >
        {waitedFor(waits ? since : (row.lastMessage?.timestamp ?? since), now())}
      </time>
      <span class="thread-row-text" dir="auto">
        {firstLine(rowText(row))}
      </span>
      <span class="thread-row-marks">
        {waiting === 'failed' && (
          <span class="tag" data-kind="failed">
            Bot failed
          </span>
        )}
        {question && (
          <span class="tag" data-kind="asks">
            Bot asks
          </span>
        )}
        {owner.type === 'operator' && owner.userId !== undefined && (
          <span class="tag">{colleagueName({ ...owner, userId: owner.userId })}</span>
        )}
        {tags.slice(0, 2).map((tag) => (
          <span key={tag} class="tag" data-kind="chosen">
            {tag}
          </span>
        ))}
        {unread > 0 && (
          <span class="count">
            <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span>
            <span class="visually-hidden">{`${unread} unread`}</span>
          </span>
        )}
      </span>
    </>
  );
}

/** Whether a customer waits for an operator, or the bot for an operator's answer. */
const isWaited = (row: ThreadRow): boolean => waitsForPeople(row) || row.question !== undefined;

const RowSkeleton = (): JSX.Element => (
  <div class="row-skeleton" aria-hidden="true">
    <i />
    <i />
    <i />
    <i />
  </div>
);
