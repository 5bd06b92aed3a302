import type { JSX } from 'preact';

/** Where messages will be, while the first of them are on their way. */
export const Skeleton = (): JSX.Element => (
  <div class="skeleton" aria-hidden="true">
    <i />
    <i />
    <i data-own="" />
    <i />
  </div>
);
