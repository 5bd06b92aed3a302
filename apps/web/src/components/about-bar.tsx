import type { JSX } from 'preact';
import { useWords } from '../i18n/language.ts';
import type { Words } from '../i18n/words.ts';
import { firstLine } from '../text/first-line.ts';
import { CloseIcon } from './icons.tsx';
import type { About } from './use-about.ts';

const replyText = ({ name }: About, words: Words): string =>
  name === '' ? words.replyingToOwn : words.replyingTo(name);

interface AboutBarProps {
  readonly about: About;
  readonly onStop: () => void;
}

/** Says which message one writes about. */
export function AboutBar({ about, onStop }: AboutBarProps): JSX.Element {
  const words = useWords();
  return (
    <div class="about">
      <p>
        <strong>{about.kind === 'edit' ? words.editing : replyText(about, words)}</strong>
        <span dir="auto">{firstLine(about.text)}</span>
      </p>
      <button type="button" class="icon-button" aria-label={words.cancel} onClick={onStop}>
        <CloseIcon />
      </button>
    </div>
  );
}
