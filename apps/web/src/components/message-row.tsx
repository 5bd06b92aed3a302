import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { BubbleRow } from '../conversation/rows.ts';
import { timeLabel } from '../text/date-labels.ts';
import { MessageText } from './message-text.tsx';

interface MessageActions {
  readonly onRetry: (clientMessageId: string) => void;
  readonly onDiscard: (clientMessageId: string) => void;
}

interface MessageRowProps extends MessageActions {
  readonly row: BubbleRow;
  /** What became of it, where that is worth a word. */
  readonly fate?: 'Sent' | 'Seen' | undefined;
}

/** One bubble. A message keeps its element from the moment it is written, so nothing jumps when it is stored. */
export function MessageRow({ row, fate, onRetry, onDiscard }: MessageRowProps): JSX.Element {
  const { own, first, last, state, text, senderName } = row;
  const content = useMemo(() => <MessageText text={text} />, [text]);
  return (
    <div
      class="message"
      data-state={state}
      data-own={own ? '' : undefined}
      data-first={first ? '' : undefined}
      data-last={last ? '' : undefined}
      aria-hidden={state === 'streaming'}
    >
      {first && !own ? (
        <p class="sender">{senderName}</p>
      ) : (
        <span class="visually-hidden">{`${senderName}: `}</span>
      )}
      <div class={state === 'streaming' ? 'bubble caret' : 'bubble'}>{content}</div>
      {(last || state === 'failed') && (
        <div class="meta">
          {state === 'failed' ? (
            <FailedMeta row={row} onRetry={onRetry} onDiscard={onDiscard} />
          ) : (
            <SentMeta row={row} fate={fate} />
          )}
        </div>
      )}
    </div>
  );
}

function SentMeta({ row, fate }: Pick<MessageRowProps, 'row' | 'fate'>): JSX.Element {
  if (row.state === 'streaming') return <span>Writing…</span>;
  return (
    <>
      <time dateTime={new Date(row.time).toISOString()}>{timeLabel(row.time)}</time>
      {row.state === 'sending' ? <span>Sending…</span> : fate && <span>{fate}</span>}
    </>
  );
}

function FailedMeta({ row, onRetry, onDiscard }: Omit<MessageRowProps, 'fate'>): JSX.Element {
  const { clientMessageId = '', failure } = row;
  return (
    <>
      <span class="failure">Not sent. {failure}</span>
      <button type="button" onClick={() => onRetry(clientMessageId)}>
        Try again
      </button>
      <button type="button" onClick={() => onDiscard(clientMessageId)}>
        Discard
      </button>
    </>
  );
}
