import { canRetry } from '@switchboard/chat-client';
import { Component, type ComponentChildren, type JSX } from 'preact';
import { useId, useMemo, useRef, useState } from 'preact/hooks';
import { AttachmentView } from '../attachments/attachment-view.tsx';
import { type BubbleRow, isSameRow, type Quote, type Speaker } from '../conversation/rows.ts';
import { noticeIn, useLanguage, useWords } from '../i18n/language.ts';
import type { Words } from '../i18n/words.ts';
import { timeLabel } from '../text/date-labels.ts';
import { firstLine } from '../text/first-line.ts';
import { Avatar, BotAvatar } from './avatar.tsx';
import { MoreIcon } from './icons.tsx';
import type { MessageActions } from './message-actions.ts';
import { MessageMenu } from './message-menu.tsx';
import { MessageText } from './message-text.tsx';
import { type People, usePeople } from './people.ts';
import { motionIsWelcome } from './use-live-messages.ts';
import { useReveal } from './use-reveal.ts';

interface MessageRowProps {
  readonly row: BubbleRow;
  readonly actions: MessageActions;
  /** What became of it, where that is worth a word. */
  readonly fate?: 'sent' | 'seen' | undefined;
  /** Whether it has come while the reader looked on. */
  readonly live: boolean;
}

/** One bubble. A message keeps its element from the moment it is written, so nothing jumps when it is stored. */
function MessageRow({ row, actions, fate, live }: MessageRowProps): JSX.Element {
  const language = useLanguage();
  const { words } = language;
  const people = usePeople();
  const [menu, setMenu] = useState(false);
  const more = useRef<HTMLButtonElement>(null);
  const bubbleId = useId();
  const { changed, first, formatted, last, quote, says, speaker, state } = row;
  const own = speaker.kind === 'self';
  const reveal = useReveal(
    says ? noticeIn(language, says, row.time) : row.text,
    speaker.kind === 'bot' && (live || (state === 'streaming' && motionIsWelcome())),
  );
  const shownState = state === 'sent' && !reveal.done ? 'streaming' : state;
  const content = useMemo(
    () => <MessageText text={reveal.text} markdown={formatted} />,
    [reveal.text, formatted],
  );
  const name = speakerName(speaker, words, people);
  const leaveMenu = (event: KeyboardEvent): void => {
    if (!menu || event.key !== 'Escape') return;
    event.stopPropagation();
    setMenu(false);
    more.current?.focus();
  };
  return (
    <div
      class="message"
      data-state={shownState}
      data-own={own ? '' : undefined}
      data-from={speaker.kind}
      data-first={first ? '' : undefined}
      data-last={last ? '' : undefined}
      data-changed={changed}
      aria-hidden={shownState === 'streaming'}
      onKeyDown={leaveMenu}
    >
      {first && !own ? (
        <Sender speaker={speaker} name={name} />
      ) : (
        <span class="visually-hidden">{words.says(name)}</span>
      )}
      <div class="bubble-line">
        <div id={bubbleId} class={shownState === 'streaming' ? 'bubble caret' : 'bubble'} dir="auto">
          {quote && <QuoteLine quote={quote} />}
          {row.attachments && changed !== 'deleted' && <AttachmentView attachments={row.attachments} />}
          {changed === 'deleted' ? <p class="plain">{words.deletedMessage}</p> : row.text !== '' && content}
        </div>
        {row.seq !== undefined && shownState === 'sent' && changed !== 'deleted' && (
          <button
            ref={more}
            type="button"
            class="icon-button more"
            tabIndex={-1}
            aria-label={words.messageActions}
            aria-describedby={bubbleId}
            aria-expanded={menu}
            onClick={() => setMenu(!menu)}
          >
            <MoreIcon />
          </button>
        )}
      </div>
      {menu && (
        <MessageMenu row={row} name={own ? '' : name} actions={actions} onDone={() => setMenu(false)} />
      )}
      {(last || state === 'failed' || changed === 'edited') && (
        <div class="meta">
          {state === 'failed' ? (
            <FailedMeta row={row} actions={actions} />
          ) : (
            <SentMeta row={row} state={shownState} fate={fate} />
          )}
        </div>
      )}
    </div>
  );
}

/** The same, drawn again only if what it shows has changed: a long conversation has hundreds of them. */
export class StableMessageRow extends Component<MessageRowProps> {
  override shouldComponentUpdate({ row, actions, fate, live }: MessageRowProps): boolean {
    const shown = this.props;
    const same = actions === shown.actions && fate === shown.fate && live === shown.live;
    return !same || !isSameRow(row, shown.row);
  }

  override render(): JSX.Element {
    return <MessageRow {...this.props} />;
  }
}

function speakerName(speaker: Speaker, words: Words, { nameOf }: People): string {
  switch (speaker.kind) {
    case 'self':
      return words.you;
    case 'bot':
      return words.assistant;
    case 'operator':
      return nameOf(speaker.userId) ?? words.colleague;
    case 'user':
      return nameOf(speaker.userId) ?? speaker.userId;
  }
}

function Sender({ speaker, name }: { readonly speaker: Speaker; readonly name: string }): JSX.Element {
  const words = useWords();
  const people = usePeople();
  const picture = 'userId' in speaker ? people.pictureOf(speaker.userId) : undefined;
  return (
    <p class="sender">
      {speaker.kind === 'bot' ? <BotAvatar /> : <Avatar name={name} picture={picture} />}
      <bdi>{name}</bdi>
      {speaker.kind === 'bot' && (
        <abbr class="badge" title={words.aiExplained}>
          {words.ai}
        </abbr>
      )}
    </p>
  );
}

/** The message that another one replies to, in one line. */
function QuoteLine({ quote }: { readonly quote: Quote }): JSX.Element {
  const words = useWords();
  const people = usePeople();
  return (
    <blockquote class="quote">
      {quote.speaker && <strong>{speakerName(quote.speaker, words, people)}</strong>}
      <span dir="auto">
        {quote.text === undefined ? words.earlierMessage : firstLine(quote.text) || words.deletedMessage}
      </span>
    </blockquote>
  );
}

interface SentMetaProps {
  readonly row: BubbleRow;
  readonly state: BubbleRow['state'];
  readonly fate: MessageRowProps['fate'];
}

function SentMeta({ row, state, fate }: SentMetaProps): JSX.Element {
  const { locale, words } = useLanguage();
  if (state === 'streaming') return <span>{words.writing}</span>;
  return (
    <>
      <time dateTime={new Date(row.time).toISOString()}>{timeLabel(row.time, locale)}</time>
      {row.changed === 'edited' && <span>{words.edited}</span>}
      {state === 'sending' ? <span>{words.sending}</span> : fate && <span>{words[fate]}</span>}
    </>
  );
}

function FailedMeta({ row, actions }: Pick<MessageRowProps, 'row' | 'actions'>): JSX.Element {
  const words = useWords();
  const { outgoing } = row;
  const id = outgoing?.clientMessageId ?? '';
  const button = (label: ComponentChildren, act: () => void): JSX.Element => (
    <button type="button" onClick={act}>
      {label}
    </button>
  );
  return (
    <>
      <span class="failure">{failureText(outgoing?.error?.code ?? '', words)}</span>
      {outgoing && canRetry(outgoing)
        ? button(words.tryAgain, () => actions.onRetry(id))
        : button(words.edit, () => actions.onEdit(id, row.text))}
      {button(words.discard, () => actions.onDiscard(id))}
    </>
  );
}

function failureText(code: string, words: Words): string {
  if (code === 'frame.tooLarge') return words.notSentTooLong;
  if (code === 'attachment.expired') return words.notSentFileOld;
  if (code.startsWith('thread.') || code.startsWith('action.')) return words.notSentRefused;
  return code.startsWith('service.') ? words.notSentBusy : words.notSent;
}
