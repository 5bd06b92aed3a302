import type { JSX } from 'preact';

interface StartupProblemProps {
  readonly message: string;
  readonly onRetry: () => void;
}

/** The page cannot even begin. */
export const StartupProblem = ({ message, onRetry }: StartupProblemProps): JSX.Element => (
  <main class="startup-problem">
    <h1>The chat cannot be opened</h1>
    <p>{message}</p>
    <button type="button" class="chip" onClick={onRetry}>
      Try again
    </button>
  </main>
);
