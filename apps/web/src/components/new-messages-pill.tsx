import type { JSX } from 'preact';

interface NewMessagesPillProps {
  /** How many messages of others have come below what the reader sees. */
  readonly count: number;
  readonly onClick: () => void;
}

/** The way back to the end, for a reader who has scrolled away from it. */
export const NewMessagesPill = ({ count, onClick }: NewMessagesPillProps): JSX.Element => (
  <button type="button" class="pill" data-count={count} onClick={onClick}>
    {count === 0 ? 'Latest messages' : count === 1 ? '1 new message' : `${count} new messages`}
    <span aria-hidden="true"> ↓</span>
  </button>
);
