import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { SendIcon } from './icons.tsx';

interface ComposerProps {
  /** The longest text that the server takes, in characters. */
  readonly maxLength: number;
  readonly onSend: (text: string) => void;
  /** Called with every key that changes the text: whether there is any. */
  readonly onTyping: (typing: boolean) => void;
}

/** Where one writes: Enter sends, Shift and Enter begins a new line, and an Enter that ends an input method's word does neither. */
export function Composer({ maxLength, onSend, onTyping }: ComposerProps): JSX.Element {
  const [text, setText] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  // On a phone this would push up the keyboard before anything was read.
  useEffect(() => {
    if (matchMedia('(pointer: fine)').matches) field.current?.focus();
  }, []);
  const tooLong = text.length > maxLength;
  const sendable = text.trim() !== '' && !tooLong;

  const send = (): void => {
    if (!sendable) return;
    onSend(text.trim());
    setText('');
    onTyping(false);
    field.current?.focus();
  };
  const handleKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  };
  const handleInput = (value: string): void => {
    setText(value);
    onTyping(value.trim() !== '');
  };

  return (
    <>
      <form
        class="composer"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <textarea
          ref={field}
          rows={1}
          value={text}
          aria-label="Message"
          aria-invalid={tooLong}
          placeholder="Write a message"
          enterkeyhint="send"
          onInput={(event) => handleInput(event.currentTarget.value)}
          onKeyDown={handleKey}
        />
        <button type="submit" class="send" aria-label="Send" disabled={!sendable}>
          <SendIcon />
        </button>
      </form>
      {tooLong && (
        <p class="too-long" role="alert">
          {text.length - maxLength} characters too long
        </p>
      )}
    </>
  );
}
