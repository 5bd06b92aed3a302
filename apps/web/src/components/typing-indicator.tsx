import type { JSX } from 'preact';

interface TypingIndicatorProps {
  /** Its meaning, for screen readers. */
  readonly label: string;
  /** Text shown next to it. */
  readonly remark?: string | undefined;
}

/** Someone is at work, and nothing can be read yet. */
export const TypingIndicator = ({ label, remark }: TypingIndicatorProps): JSX.Element => (
  <div class="message" data-first="" data-last="" data-state="streaming">
    <div class="bubble dots" role="img" aria-label={label}>
      <i />
      <i />
      <i />
    </div>
    {remark && <p class="meta">{remark}</p>}
  </div>
);
