import type { JSX } from 'preact';
import { timeLabel } from '../text/date-labels.ts';
import { FormattedText } from './formatted-text.tsx';
import type { Button, SeenMessage } from './people-client.ts';

interface MessageProps {
  readonly message: SeenMessage;
  /** The message that this one answers. */
  readonly replied: SeenMessage | undefined;
  readonly fileAddress: (path: string) => string;
  readonly onTap: (data: string) => void;
  readonly onReply: () => void;
}

/** A message as its reader in Telegram sees it. */
export function Message({ message, replied, fileAddress, onTap, onReply }: MessageProps): JSX.Element {
  const { from, text, entities, buttons, document, date, editDate } = message;
  return (
    <li class="player-message" data-from={from} data-message={message.messageId}>
      <div class="player-bubble">
        {replied && <p class="player-replied">{replied.text || replied.document?.name}</p>}
        {document && (
          <a class="player-file" href={fileAddress(document.path)} target="_blank" rel="noreferrer">
            <span aria-hidden="true">📄</span> {document.name} <small>{sizeLabel(document.sizeBytes)}</small>
          </a>
        )}
        {text !== '' && <FormattedText text={text} entities={entities} />}
        <p class="player-foot">
          {editDate !== undefined && 'edited '}
          <time dateTime={new Date(date * 1000).toISOString()}>{timeLabel(date * 1000)}</time>
          <button type="button" class="player-reply" onClick={onReply}>
            Reply
          </button>
        </p>
      </div>
      {buttons.map((row, index) => (
        <div class="player-buttons" key={index}>
          {row.map((button) => (
            <InlineButton key={button.text} button={button} onTap={onTap} />
          ))}
        </div>
      ))}
    </li>
  );
}

interface InlineButtonProps {
  readonly button: Button;
  readonly onTap: (data: string) => void;
}

const InlineButton = ({ button: { text, data, url }, onTap }: InlineButtonProps): JSX.Element =>
  url === undefined ? (
    <button type="button" class="player-button" onClick={() => onTap(data ?? '')}>
      {text}
    </button>
  ) : (
    <a class="player-button" href={url} target="_blank" rel="noreferrer">
      {text}
    </a>
  );

/** A size as people read it: `12 KB`. */
const sizeLabel = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
