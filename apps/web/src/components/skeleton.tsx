import type { JSX } from 'preact';

/** Placeholders for messages while the first ones are loading. */
export const Skeleton = (): JSX.Element => (
  <div class="skeleton" aria-hidden="true">
    <i />
    <i />
    <i data-own="" />
    <i />
  </div>
);
