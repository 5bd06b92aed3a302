import type { ThreadSummary } from '@switchboard/chat-client';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { CloseIcon, DownIcon, WriteIcon } from '../components/icons.tsx';
import { useLanguage, useWords } from '../i18n/language.ts';
import { shortLabel } from '../text/date-labels.ts';
import { firstLine } from '../text/first-line.ts';

interface ThreadListProps {
  readonly threads: readonly ThreadSummary[];
  readonly loaded: boolean;
  readonly current: string;
  readonly now: () => number;
  readonly onChoose: (threadId: string) => void;
  readonly onNew: () => void;
  /** Gives the reader the conversation that is shown as a file. */
  readonly onDownload: () => void;
  readonly onClose: () => void;
}

/** The reader's conversations. The list takes the focus when it opens, and Escape closes it. */
export function ThreadList(props: ThreadListProps): JSX.Element {
  const { threads, loaded, current, now, onChoose, onNew, onDownload, onClose } = props;
  const words = useWords();
  const closing = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => closing.current?.focus(), []);
  return (
    <nav
      class="threads"
      aria-label={words.conversations}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        // In a frame, Escape closes the whole chat.
        event.stopPropagation();
        onClose();
      }}
    >
      <header class="header">
        <h2>{words.conversations}</h2>
        <button ref={closing} type="button" class="icon-button" aria-label={words.close} onClick={onClose}>
          <CloseIcon />
        </button>
      </header>
      <button type="button" class="button new-thread" onClick={onNew}>
        <WriteIcon />
        {words.newConversation}
      </button>
      <button type="button" class="download-thread" onClick={onDownload}>
        <DownIcon />
        {words.downloadConversation}
      </button>
      {!loaded && <p class="threads-hint">{words.loading}</p>}
      {loaded && threads.length === 0 && <p class="threads-hint">{words.noMessagesYet}</p>}
      <ul>
        {threads.map((thread) => (
          <li key={thread.threadId}>
            <ThreadItem
              thread={thread}
              isCurrent={thread.threadId === current}
              now={now}
              onChoose={() => onChoose(thread.threadId)}
            />
          </li>
        ))}
      </ul>
    </nav>
  );
}

interface ThreadItemProps {
  readonly thread: ThreadSummary;
  readonly isCurrent: boolean;
  readonly now: () => number;
  readonly onChoose: () => void;
}

function ThreadItem({ thread, isCurrent, now, onChoose }: ThreadItemProps): JSX.Element {
  const { locale, words } = useLanguage();
  const { lastMessage, unread } = thread;
  return (
    <button type="button" class="thread" aria-current={isCurrent ? 'true' : undefined} onClick={onChoose}>
      <span class="thread-text" dir="auto">
        {lastMessage ? firstLine(lastMessage.text) || words.deletedMessage : words.noMessagesYet}
      </span>
      {lastMessage && (
        <time dateTime={new Date(lastMessage.timestamp).toISOString()}>
          {shortLabel(lastMessage.timestamp, now(), locale)}
        </time>
      )}
      {unread > 0 && (
        <span class="count">
          <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span>
          <span class="visually-hidden">{words.unread(unread)}</span>
        </span>
      )}
    </button>
  );
}
