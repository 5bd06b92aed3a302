import type { JSX } from 'preact';
import { useWords } from '../i18n/language.ts';

interface StartupProblemProps {
  readonly title: string;
  readonly hint: string;
  readonly onRetry: () => void;
}

/** The page cannot even begin. */
export function StartupProblem({ title, hint, onRetry }: StartupProblemProps): JSX.Element {
  const words = useWords();
  return (
    <main class="startup-problem">
      <h1>{title}</h1>
      <p>{hint}</p>
      <button type="button" class="chip" onClick={onRetry}>
        {words.tryAgain}
      </button>
    </main>
  );
}
