import type { JSX, RefObject } from 'preact';
import { useImperativeHandle, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { AttachButton } from '../attachments/attach-button.tsx';
import { UploadList } from '../attachments/upload-list.tsx';
import type { Uploads } from '../attachments/use-uploads.ts';
import { useWords } from '../i18n/language.ts';
import { SendIcon, StopIcon } from './icons.tsx';
import { useFocusWhile } from './use-focus-while.ts';

/** What a page can do with a composer. */
export interface ComposerHandle {
  /** Puts a text where one writes, and the caret behind it. */
  fill(text: string): void;
  /** Puts a text back that could not be sent, above what has been written since. The focus stays where it is. */
  putBack(text: string): void;
  focus(): void;
}

interface ComposerProps {
  readonly handle: RefObject<ComposerHandle | null>;
  /** The longest text that the server takes, in characters. */
  readonly maxLength: number;
  readonly placeholder: string;
  /** The field's label for screen readers. @default in the reader's language */
  readonly label?: string;
  /** Whether to write at once, where a keyboard is at hand and nothing else has the focus. @default true */
  readonly focused?: boolean;
  /** @returns what is wrong with the text, if it was not taken; it stays then */
  readonly onSend: (text: string) => string | undefined;
  /** Called with every key that changes the text: whether there is any. */
  readonly onTyping: (typing: boolean) => void;
  /** Stops the answer that is being written; absent while there is none. */
  readonly onStop?: (() => void) | undefined;
  readonly onText?: (text: string) => void;
  /** Gets keys first. @returns whether the key was for it */
  readonly onKeyFirst?: ((event: KeyboardEvent) => boolean) | undefined;
  /** The id of the option that the keyboard has selected in the list next to the field. */
  readonly activeOption?: string | undefined;
  /** Files that go with the message; absent where none can be sent. */
  readonly uploads?: Uploads | undefined;
  /** The arrow upwards in an empty field. */
  readonly onEditLast?: (() => void) | undefined;
  /** Escape, where one writes about a message. */
  readonly onEscape?: (() => void) | undefined;
}

/** The field for a message. Enter sends, Shift+Enter begins a new line, and an Enter that ends a word of an input method does neither. */
export function Composer(props: ComposerProps): JSX.Element {
  const { handle, maxLength, placeholder, label, focused = true, onSend, onTyping, onStop } = props;
  const { onEditLast, onEscape, uploads } = props;
  const words = useWords();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string>();
  const field = useRef<HTMLTextAreaElement>(null);
  useGrowingField(field, text);
  useFocusWhile(field, focused);
  const write = (value: string): void => {
    setText(value);
    props.onText?.(value);
    setProblem(undefined);
    onTyping(value.trim() !== '');
  };
  useImperativeHandle(handle, () => ({
    fill: (value) => {
      write(value);
      field.current?.focus();
    },
    putBack: (value) => {
      const since = field.current?.value;
      if (since !== undefined) write(since === '' ? value : `${value}\n${since}`);
    },
    focus: () => field.current?.focus(),
  }));
  const excess = text.length - maxLength;
  const hasFiles = uploads?.list.some(({ attachment }) => attachment !== undefined) ?? false;
  const sendable = (text.trim() !== '' || hasFiles) && excess <= 0 && !uploads?.isUploading;

  const send = (): void => {
    if (!sendable) return;
    const refusal = onSend(text.trim());
    setProblem(refusal);
    if (refusal !== undefined) return;
    write('');
    field.current?.focus();
  };
  const handleKey = (event: KeyboardEvent): void => {
    if (props.onKeyFirst?.(event)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (event.key === 'ArrowUp' && text === '' && onEditLast) {
      event.preventDefault();
      onEditLast();
      return;
    }
    if (event.key === 'Escape' && onEscape) {
      event.preventDefault();
      event.stopPropagation();
      onEscape();
      return;
    }
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  };
  const shownProblem = excess > 0 ? words.tooLong(excess) : problem;

  return (
    <>
      {uploads && <UploadList uploads={uploads} />}
      <form
        class="composer"
        onPointerUp={({ target, currentTarget }) => target === currentTarget && field.current?.focus()}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        {uploads && <AttachButton onFiles={uploads.add} />}
        <textarea
          ref={field}
          rows={1}
          value={text}
          dir="auto"
          aria-label={label ?? words.message}
          aria-invalid={shownProblem !== undefined}
          aria-activedescendant={props.activeOption}
          placeholder={placeholder}
          enterkeyhint="send"
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={handleKey}
          onPaste={(event) => {
            const files = event.clipboardData?.files;
            if (!uploads || !files || files.length === 0) return;
            event.preventDefault();
            uploads.add(files);
          }}
        />
        {onStop && text.trim() === '' && !hasFiles ? (
          <button type="button" class="send" data-stop="" aria-label={words.stop} onClick={onStop}>
            <StopIcon />
          </button>
        ) : (
          <button type="submit" class="send" aria-label={words.send} disabled={!sendable}>
            <SendIcon />
          </button>
        )}
      </form>
      {shownProblem !== undefined && (
        <p class="composer-problem" role="alert">
          {shownProblem}
        </p>
      )}
    </>
  );
}

/** Lets the field be as high as its text, up to what the style sheet allows: not every browser does that by itself. */
function useGrowingField(field: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const element = field.current;
    if (!element || CSS.supports('field-sizing', 'content')) return;
    element.style.height = 'auto';
    element.style.height = text === '' ? '' : `${element.scrollHeight}px`;
  }, [field, text]);
}
