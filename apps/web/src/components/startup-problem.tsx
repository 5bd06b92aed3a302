import type { JSX } from 'preact';

/** The page cannot even begin; what to do is for the reader to know. */
export const StartupProblem = ({ message }: { readonly message: string }): JSX.Element => (
  <main class="startup-problem">
    <h1>The chat cannot be opened</h1>
    <p>{message}</p>
  </main>
);
