import {
  type ChatThread,
  customerName,
  FrameRefusedError,
  limits,
  type Note,
  type ThreadRow,
} from '@switchboard/chat-client';
import type { CannedReply, CannedVariables, ThreadViewer } from '@switchboard/chat-client/operator';
import type { JSX, RefObject } from 'preact';
import { useCallback, useMemo, useState } from 'preact/hooks';
import { AttachmentLinks } from '../attachments/attachment-links.ts';
import { AttachmentLinksContext } from '../attachments/attachment-view.tsx';
import { DropZone } from '../attachments/drop-zone.tsx';
import { useUploads } from '../attachments/use-uploads.ts';
import { AboutBar } from '../components/about-bar.tsx';
import { Announcer } from '../components/announcer.tsx';
import { Avatar } from '../components/avatar.tsx';
import { Composer, type ComposerHandle } from '../components/composer.tsx';
import { BackIcon, PersonIcon, SearchIcon } from '../components/icons.tsx';
import type { MessageActions } from '../components/message-actions.ts';
import { type People, PeopleContext, peopleOf } from '../components/people.ts';
import { useAbout } from '../components/use-about.ts';
import { useAnnouncement } from '../components/use-announcement.ts';
import { useStore } from '../components/use-store.ts';
import { questionMemos } from '../conversation/operator-questions.ts';
import { conversationRows } from '../conversation/rows.ts';
import { CannedPicker } from './canned-picker.tsx';
import { ConsoleLog } from './console-log.tsx';
import { customerOf } from './customer-of.ts';
import { QuestionBar } from './question-bar.tsx';
import { SearchBar } from './search-bar.tsx';
import type { Command } from './shortcuts.ts';
import { type Standing, standingOf } from './standing.ts';
import { ThreadActions } from './thread-actions.tsx';
import { useCanned } from './use-canned.ts';
import { useThreadSearch } from './use-thread-search.ts';
import { Viewers } from './viewers.tsx';

/** What the operator is writing: a reply to the customer, or a note that the customer never sees. */
export type WritingMode = 'reply' | 'note';

interface ThreadPaneProps {
  readonly thread: ChatThread;
  /** The customer, if already known. */
  readonly known: ThreadRow['customer'] | undefined;
  readonly notes: readonly Note[];
  readonly me: string;
  readonly mode: WritingMode;
  /** Whether the operator searches in the conversation. */
  readonly finding: boolean;
  /** Whether the customer is shown beside the conversation. */
  readonly detailed: boolean;
  readonly composer: RefObject<ComposerHandle | null>;
  /** Other operators who have the conversation open before them. */
  readonly viewers: readonly ThreadViewer[];
  readonly kept: readonly CannedReply[];
  /** What kept replies can speak of. */
  readonly variables: CannedVariables;
  readonly onActivity: (activity: 'viewing' | 'typing') => void;
  readonly now: () => number;
  readonly onMode: (mode: WritingMode) => void;
  readonly onCommand: (command: Command) => void;
  /** @returns when the note is kept */
  readonly onNote: (text: string) => Promise<void>;
  readonly onSeen: () => void;
  readonly onFound: () => void;
  readonly onBack: () => void;
  /** An answer to the bot's question has come too late. */
  readonly onLate: () => void;
}

/** One conversation, and what an operator can do with it. */
export function ThreadPane(props: ThreadPaneProps): JSX.Element {
  const { thread, known, notes, me, mode, finding, detailed, composer, viewers, kept, variables, now } =
    props;
  const { onMode, onCommand, onNote, onSeen, onFound, onBack, onActivity, onLate } = props;
  const snapshot = useStore(thread);
  const { messages, outgoing, replies, ownerChanges, userId } = snapshot;
  const standing = standingOf(snapshot, me);
  const customer = customerOf(snapshot, known);
  const customerId = customer.userId;
  const name = customerName(customer);
  const people = useMemo((): People => {
    const all = peopleOf(snapshot.people);
    return { ...all, nameOf: (user) => (user === customerId ? name : all.nameOf(user)) };
  }, [customerId, name, snapshot.people]);
  const memos = useMemo(
    () => [...notes, ...questionMemos(messages)].sort((a, b) => a.timestamp - b.timestamp),
    [notes, messages],
  );
  const rows = useMemo(
    () =>
      conversationRows({
        messages,
        outgoing,
        replies,
        ownerChanges,
        notes: memos,
        userId,
        writesAs: 'operator',
      }),
    [messages, outgoing, replies, ownerChanges, memos, userId],
  );
  const search = useThreadSearch(thread, rows);
  const [announced, announce] = useState('');
  useAnnouncement(thread, announce);
  const writing = useAbout(thread, composer);
  const { about, start, remove } = writing;
  const uploads = useUploads(thread);
  const [written, setWritten] = useState('');
  const canned = useCanned({
    replies: mode === 'reply' ? kept : noReplies,
    text: written,
    variables,
    onText: (text) => composer.current?.fill(text),
  });
  const links = useMemo(() => new AttachmentLinks(thread, now), [thread, now]);
  const actions = useMemo(
    (): MessageActions => ({
      onRetry: (id) => thread.retry(id),
      onDiscard: (id) => thread.discard(id),
      onEdit: (id, text) => {
        thread.discard(id);
        composer.current?.fill(text);
      },
      onAbout: (kind, row, name) => {
        onMode('reply');
        start(kind, row, name);
      },
      onDelete: remove,
      now,
    }),
    [thread, composer, start, remove, onMode, now],
  );
  const isMine = standing.kind === 'mine';
  const see = useCallback(
    (seq: number) => {
      if (isMine) thread.markRead(seq);
      onSeen();
    },
    [thread, isMine, onSeen],
  );
  const send = (text: string): string | undefined => {
    if (mode === 'note') {
      // By then another field may be there: of another conversation, or for customers.
      const field = composer.current;
      onNote(text).catch(() => field?.putBack(text));
      return undefined;
    }
    if (writing.saveEdit(text)) return undefined;
    try {
      const attachments = uploads.take();
      thread.send(text, {
        ...(about ? { replyTo: about.seq } : {}),
        ...(attachments.length > 0 ? { attachments } : {}),
      });
      writing.stop();
      return undefined;
    } catch (error) {
      if (error instanceof FrameRefusedError) return 'This text is too long to send in one message.';
      throw error;
    }
  };

  return (
    <section class="thread-pane" aria-label={`Conversation with ${name}`}>
      <header class="header">
        <button
          type="button"
          class="icon-button back mirrored"
          aria-label="Back to the list"
          onClick={onBack}
        >
          <BackIcon />
        </button>
        <Avatar name={name} picture={customer.picture} />
        <div class="header-names">
          <h2 title={name}>
            <bdi>{name}</bdi>
          </h2>
          <p class="standing" data-kind={standing.kind}>
            {standingText(standing, people)}
          </p>
        </div>
        <ThreadActions standing={standing} onCommand={onCommand} />
        <button
          type="button"
          class="icon-button"
          aria-label="Search in this conversation"
          aria-expanded={finding}
          onClick={() => onCommand('find')}
        >
          <SearchIcon />
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label="Show the customer"
          aria-expanded={detailed}
          onClick={() => onCommand('details')}
        >
          <PersonIcon />
        </button>
      </header>
      {finding && (
        <SearchBar
          search={search}
          onClose={() => {
            search.setText('');
            onFound();
          }}
        />
      )}
      <DropZone class="stage" onFiles={mode === 'reply' ? uploads.add : undefined}>
        {snapshot.history.refusal ? (
          <p class="rows-empty">This conversation cannot be opened.</p>
        ) : (
          <PeopleContext.Provider value={people}>
            <AttachmentLinksContext.Provider value={links}>
              <ConsoleLog
                thread={thread}
                snapshot={snapshot}
                rows={rows}
                search={search}
                customer={name}
                now={now}
                actions={actions}
                onSeen={see}
              />
            </AttachmentLinksContext.Provider>
          </PeopleContext.Provider>
        )}
      </DropZone>
      <footer class="foot" data-mode={mode}>
        <Viewers viewers={viewers} />
        <QuestionBar thread={thread} now={now} onLate={onLate} />
        <fieldset class="modes" aria-label="What you write">
          <button type="button" aria-pressed={mode === 'reply'} onClick={() => onMode('reply')}>
            Reply
          </button>
          <button type="button" aria-pressed={mode === 'note'} onClick={() => onMode('note')}>
            Note
          </button>
        </fieldset>
        {mode === 'reply' && standing.kind === 'theirs' ? (
          <p class="composer-locked">{standingText(standing, people)}. You can write a note.</p>
        ) : (
          <>
            {mode === 'reply' && about && <AboutBar about={about} onStop={writing.stop} />}
            {canned.offered && (
              <CannedPicker replies={canned.offered} chosen={canned.chosen} onChoose={canned.choose} />
            )}
            {writing.problem !== undefined && (
              <p class="composer-problem" role="alert">
                {writing.problem}
              </p>
            )}
            <Composer
              key={mode}
              handle={composer}
              label={mode === 'note' ? 'Note' : 'Reply'}
              focused={false}
              maxLength={limits.textLength}
              placeholder={placeholderFor(mode, standing)}
              onSend={send}
              uploads={mode === 'reply' && about?.kind !== 'edit' ? uploads : undefined}
              onTyping={(typing) => {
                onActivity(typing ? 'typing' : 'viewing');
                if (mode === 'reply' && isMine) thread.setTyping(typing);
              }}
              onText={setWritten}
              onKeyFirst={canned.handleKey}
              activeOption={canned.activeId}
              onEscape={about ? writing.stop : undefined}
            />
          </>
        )}
      </footer>
      <Announcer text={announced} />
    </section>
  );
}

const noReplies: readonly never[] = [];

function placeholderFor(mode: WritingMode, { kind }: Standing): string {
  if (mode === 'note') return 'A note for colleagues';
  return kind === 'mine' ? 'Write a reply' : 'Reply and take over';
}

function standingText(standing: Standing, { nameOf }: People): string {
  switch (standing.kind) {
    case 'mine':
      return 'Yours';
    case 'theirs':
      return `${standing.userId === undefined ? 'A colleague' : (nameOf(standing.userId) ?? standing.userId)} has this conversation`;
    case 'queue':
      return standing.failed ? 'The bot has failed here' : 'Waiting for a person';
    case 'bot':
      return 'With the bot';
    case 'closed':
      return 'Closed';
    case 'unknown':
      return '…';
  }
}
