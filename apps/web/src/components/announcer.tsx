import type { JSX } from 'preact';

/**
 * Reads what has happened to those who listen rather than look: each message that comes, once, when it is whole. The log
 * itself is not live, or every piece of a reply, and every page of older messages, would be read out.
 */
export const Announcer = ({ text }: { readonly text: string }): JSX.Element => (
  <div class="visually-hidden" aria-live="polite">
    {text}
  </div>
);
