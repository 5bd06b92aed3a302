import type { JSX } from 'preact';

/** Someone writes and nothing can be read yet. */
export const TypingIndicator = ({ name }: { readonly name: string }): JSX.Element => (
  <div class="message" data-first="" data-last="" data-state="streaming">
    <div class="bubble dots" role="img" aria-label={`${name} is typing`}>
      <i />
      <i />
      <i />
    </div>
  </div>
);
