import type { JSX } from 'preact';
import { useWords } from '../i18n/language.ts';
import { DownIcon } from './icons.tsx';

interface NewMessagesPillProps {
  /** How many messages of others have come below what the reader sees. */
  readonly count: number;
  readonly onClick: () => void;
}

/** The way back to the end, for a reader who has scrolled away from it. */
export function NewMessagesPill({ count, onClick }: NewMessagesPillProps): JSX.Element {
  const words = useWords();
  return (
    <button type="button" class="pill" data-count={count} onClick={onClick}>
      <span>{count === 0 ? words.latestMessages : words.newMessages(count)}</span>
      <DownIcon />
    </button>
  );
}
