import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { ClipIcon, CloseIcon, SendIcon } from '../components/icons.tsx';
import type { NewMessage, SeenMessage } from './people-client.ts';

interface ComposerProps {
  /** The message that is being answered. */
  readonly replied: SeenMessage | undefined;
  readonly commands: readonly { readonly command: string; readonly description: string }[];
  /** Whether the field takes the focus when it is first shown. */
  readonly mayTakeFocus: () => boolean;
  readonly onCancelReply: () => void;
  /** @returns when the message is sent */
  readonly onSend: (message: NewMessage) => Promise<void>;
}

/** The field of a person in Telegram. Enter sends, Shift+Enter begins a new line. */
export function Composer({
  replied,
  commands,
  mayTakeFocus,
  onCancelReply,
  onSend,
}: ComposerProps): JSX.Element {
  const [text, setText] = useState('');
  const [file, setFile] = useState<File>();
  const picker = useRef<HTMLInputElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const answeredId = replied?.messageId;
  useLayoutEffect(() => {
    if (mayTakeFocus()) focusWhereKeyboardIs(field.current);
  }, []);
  useLayoutEffect(() => {
    if (answeredId !== undefined) focusWhereKeyboardIs(field.current);
  }, [answeredId]);

  const send = async (): Promise<void> => {
    if (text.trim() === '' && file === undefined) return;
    setText('');
    setFile(undefined);
    await onSend({
      text,
      ...(replied && { replyTo: replied.messageId }),
      ...(file && { file: await fileOf(file) }),
    });
  };
  const fitting = text.startsWith('/')
    ? commands.filter(({ command }) => command.startsWith(text.slice(1).split(' ')[0] ?? ''))
    : [];
  return (
    <div class="player-composer">
      {fitting.length > 0 && !text.includes(' ') && (
        <ul class="player-commands">
          {fitting.map(({ command, description }) => (
            <li key={command}>
              <button type="button" onClick={() => setText(`/${command}`)}>
                <b>/{command}</b> {description}
              </button>
            </li>
          ))}
        </ul>
      )}
      {replied && (
        <p class="player-answering">
          <span>Replying to: {replied.text.slice(0, 80) || replied.document?.name}</span>
          <button type="button" class="icon-button" aria-label="Cancel the reply" onClick={onCancelReply}>
            <CloseIcon />
          </button>
        </p>
      )}
      {file && (
        <p class="player-answering">
          <span>File: {file.name}</span>
          <button
            type="button"
            class="icon-button"
            aria-label="Remove the file"
            onClick={() => setFile(undefined)}
          >
            <CloseIcon />
          </button>
        </p>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <button
          type="button"
          class="icon-button"
          aria-label="Attach a file"
          onClick={() => picker.current?.click()}
        >
          <ClipIcon />
        </button>
        <input
          ref={picker}
          type="file"
          hidden
          onChange={({ currentTarget }) => setFile(currentTarget.files?.[0])}
        />
        <textarea
          ref={field}
          rows={1}
          aria-label="Message"
          placeholder="Message, or /register"
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            void send();
          }}
        />
        <button type="submit" class="icon-button player-send" aria-label="Send">
          <SendIcon />
        </button>
      </form>
    </div>
  );
}

/** On a phone this would push up the keyboard before anything was read. */
function focusWhereKeyboardIs(field: HTMLElement | null): void {
  if (matchMedia('(pointer: fine)').matches) field?.focus();
}

async function fileOf(file: File): Promise<NonNullable<NewMessage['file']>> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return { name: file.name, ...(file.type !== '' && { mimeType: file.type }), base64: btoa(letters) };
}
