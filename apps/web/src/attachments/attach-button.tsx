import { attachmentTypes } from '@switchboard/chat-client';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { ClipIcon } from '../components/icons.tsx';
import { useWords } from '../i18n/language.ts';

/** Chooses files to send. */
export function AttachButton({
  onFiles,
}: {
  readonly onFiles: (files: Iterable<File>) => void;
}): JSX.Element {
  const words = useWords();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        class="icon-button attach"
        aria-label={words.attach}
        onClick={() => input.current?.click()}
      >
        <ClipIcon />
      </button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept={attachmentTypes.join(',')}
        onChange={({ currentTarget }) => {
          onFiles(currentTarget.files ?? []);
          // The same file can be chosen again.
          currentTarget.value = '';
        }}
      />
    </>
  );
}
