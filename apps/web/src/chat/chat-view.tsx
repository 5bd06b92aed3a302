import { type ChatThread, FrameRefusedError, limits, type SendOptions } from '@switchboard/chat-client';
import type { Brand } from '@switchboard/declarations/brand';
import type { ComponentChildren, JSX } from 'preact';
import { useCallback, useMemo, useRef, useState } from 'preact/hooks';
import { AttachmentLinks } from '../attachments/attachment-links.ts';
import { AttachmentLinksContext } from '../attachments/attachment-view.tsx';
import { DropZone } from '../attachments/drop-zone.tsx';
import { useUploads } from '../attachments/use-uploads.ts';
import { AboutBar } from '../components/about-bar.tsx';
import { ActivityLine } from '../components/activity-line.tsx';
import { Announcer } from '../components/announcer.tsx';
import { Composer, type ComposerHandle } from '../components/composer.tsx';
import { ConnectionBanner } from '../components/connection-banner.tsx';
import { ConversationLog } from '../components/conversation-log.tsx';
import { LimitNotice } from '../components/limit-notice.tsx';
import { isChangeable } from '../components/message-menu.tsx';
import { PeopleContext, peopleOf } from '../components/people.ts';
import { QuickReplies } from '../components/quick-replies.tsx';
import { useAbout } from '../components/use-about.ts';
import { useAnnouncement } from '../components/use-announcement.ts';
import { useKeptFocus } from '../components/use-kept-focus.ts';
import { useLooking } from '../components/use-looking.ts';
import { useStore } from '../components/use-store.ts';
import { answerMetadata } from '../conversation/approvals.ts';
import { quickRepliesOf } from '../conversation/quick-replies.ts';
import { useWords } from '../i18n/language.ts';
import { BeforeChatForm, type CustomerDetails } from './before-chat-form.tsx';
import { ChatHeader } from './chat-header.tsx';
import { EmptyState } from './empty-state.tsx';

interface ChatViewProps {
  readonly thread: ChatThread;
  readonly brand: Brand;
  readonly now: () => number;
  readonly onReconnect: () => void;
  /** What is known of the customer; it goes with the first message of a conversation. */
  readonly customer: Readonly<Record<string, unknown>> | undefined;
  readonly onCustomer: (details: CustomerDetails) => void;
  readonly onTellMe?: (() => void) | undefined;
  readonly before: ComponentChildren;
  readonly after: ComponentChildren;
}

/** One conversation of the reader, and where they write. */
export function ChatView(props: ChatViewProps): JSX.Element {
  const { thread, brand, now, onReconnect, customer, onCustomer, onTellMe, before, after } = props;
  const words = useWords();
  const snapshot = useStore(thread);
  const looking = useLooking();
  const { connection, history, messages, outgoing, replies, limitedUntil, userId } = snapshot;
  const composer = useRef<ComposerHandle>(null);
  const [text, setText] = useState('');
  const writing = useAbout(thread, composer);
  const { about, start, remove } = writing;
  const uploads = useUploads(thread);
  const links = useMemo(() => new AttachmentLinks(thread, now), [thread, now]);
  useAnnouncement(thread, setText);
  useKeptFocus(() => composer.current?.focus());

  const send = useCallback(
    (said: string, more: SendOptions = {}): string | undefined => {
      const isFirst = thread.getSnapshot().messages.length + thread.getSnapshot().outgoing.length === 0;
      try {
        thread.send(said, {
          ...(isFirst && customer ? { metadata: { customer } } : {}),
          ...more,
        });
        return undefined;
      } catch (error) {
        if (error instanceof FrameRefusedError) return words.tooLarge;
        throw error;
      }
    },
    [thread, customer, words],
  );
  const edit = useCallback((_: string, said: string) => composer.current?.fill(said), []);
  const write = (said: string): string | undefined => {
    if (writing.saveEdit(said)) return undefined;
    const attachments = uploads.take();
    const refusal = send(said, {
      ...(about ? { replyTo: about.seq } : {}),
      ...(attachments.length > 0 ? { attachments } : {}),
    });
    if (refusal === undefined) writing.stop();
    return refusal;
  };
  const editLast = (): void => {
    const own = messages.findLast(({ change, sender }) => change === undefined && sender === userId);
    if (own && isChangeable(own, now()))
      start('edit', { text: own.text, seq: own.seq, time: own.timestamp }, '');
  };
  const stop = (): void => {
    thread.cancelReply().catch(reportError);
  };
  const answered = outgoing.length > 0 || replies.length > 0;
  const newest = messages.findLast(({ change }) => change === undefined);
  const quickReplies = answered ? [] : quickRepliesOf(newest);
  const isEmpty = history.loaded && messages.length + outgoing.length === 0 && !history.refusal;
  const asks = isEmpty && brand.ask && brand.ask.length > 0 && customer === undefined ? brand.ask : undefined;

  const people = useMemo(() => peopleOf(snapshot.people), [snapshot.people]);

  return (
    <PeopleContext.Provider value={people}>
      <main class="chat">
        <ChatHeader brand={brand} snapshot={snapshot} before={before} after={after} />
        <DropZone class="stage" onFiles={uploads.add}>
          <ConnectionBanner status={connection} onRetry={onReconnect} />
          <AttachmentLinksContext.Provider value={links}>
            <ConversationLog
              thread={thread}
              snapshot={snapshot}
              now={now}
              onEdit={edit}
              onAbout={start}
              onDelete={remove}
              empty={
                asks ? (
                  <BeforeChatForm fields={asks} focused={looking} onSubmit={onCustomer} />
                ) : (
                  <EmptyState brand={brand} onChoose={(said) => send(said)} />
                )
              }
              end={<ActivityLine snapshot={snapshot} now={now} onTellMe={onTellMe} />}
            />
          </AttachmentLinksContext.Provider>
        </DropZone>
        <footer class="foot">
          {history.refusal && <p class="refusal">{words.cannotOpen}</p>}
          {limitedUntil !== undefined && <LimitNotice until={limitedUntil} now={now} />}
          {quickReplies.length > 0 && (
            <QuickReplies
              label={words.answers}
              texts={quickReplies}
              onChoose={(said) => send(said, answerMetadata(newest, said))}
            />
          )}
          {writing.problem !== undefined && (
            <p class="composer-problem" role="alert">
              {writing.problem}
            </p>
          )}
          {about && <AboutBar about={about} onStop={writing.stop} />}
          {!history.refusal && !asks && (
            <Composer
              handle={composer}
              maxLength={limits.textLength}
              placeholder={words.writeMessage}
              focused={looking}
              onSend={write}
              uploads={about?.kind === 'edit' ? undefined : uploads}
              onEditLast={editLast}
              onEscape={about ? writing.stop : undefined}
              onTyping={(typing) => thread.setTyping(typing)}
              onStop={replies.length > 0 ? stop : undefined}
            />
          )}
        </footer>
        <Announcer text={text} />
      </main>
    </PeopleContext.Provider>
  );
}
