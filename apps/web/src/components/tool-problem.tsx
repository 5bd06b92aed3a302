import type { JSX } from 'preact';

interface ToolProblemProps {
  readonly title: string;
  readonly hint: string;
}

/** A page for developers has nothing to show. */
export const ToolProblem = ({ title, hint }: ToolProblemProps): JSX.Element => (
  <main class="startup-problem">
    <h1>{title}</h1>
    <p>{hint}</p>
  </main>
);
