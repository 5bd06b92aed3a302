import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { StudioError } from './studio-client.ts';

interface SectionProps {
  readonly title: string;
  /** What the section is for, in a sentence. */
  readonly about?: string;
  /** Buttons beside the title. */
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
}

export const Section = ({ title, about, actions, children }: SectionProps): JSX.Element => (
  <section class="studio-section">
    <header class="studio-section-head">
      <h1 tabIndex={-1}>{title}</h1>
      <div class="studio-actions">{actions}</div>
      {about !== undefined && <p>{about}</p>}
    </header>
    {children}
  </section>
);

/** What is shown before the first answer, or instead of one. */
export const Waiting = ({ problem }: { readonly problem: string | undefined }): JSX.Element =>
  problem === undefined ? (
    <p class="studio-empty">Loading…</p>
  ) : (
    <p class="studio-problem" role="alert">
      The platform does not answer: {problem}
    </p>
  );

export const Problem = ({ text }: { readonly text: string | undefined }): JSX.Element | null =>
  text === undefined || text === '' ? null : (
    <p class="studio-problem" role="alert">
      {text}
    </p>
  );

interface ActionProps {
  readonly label: string;
  /** What it says after the first press, where a second one is wanted. @default it is done at once */
  readonly confirm?: string;
  readonly isDanger?: boolean;
  readonly act: () => Promise<unknown>;
  /** The id of the element that says what the button acts on. */
  readonly describedBy?: string;
  /** Is told what was done, or why not. */
  readonly onDone: (said: string | undefined) => void;
}

/** How long a button waits for a second press, in milliseconds. */
const patienceMs = 4000;

/** A button that changes something, and cannot be pressed while it does. */
export function Action({
  label,
  confirm,
  isDanger = false,
  describedBy,
  act,
  onDone,
}: ActionProps): JSX.Element {
  const [state, setState] = useState<'idle' | 'asking' | 'acting'>('idle');
  useEffect(() => {
    if (state !== 'asking') return undefined;
    const timer = setTimeout(() => setState('idle'), patienceMs);
    return () => clearTimeout(timer);
  }, [state]);
  const press = (): void => {
    if (state === 'acting') return;
    if (confirm !== undefined && state === 'idle') {
      setState('asking');
      return;
    }
    setState('acting');
    act()
      .then(
        () => onDone(undefined),
        (error: unknown) => onDone(messageOf(error)),
      )
      .finally(() => setState('idle'));
  };
  return (
    <button
      type="button"
      class={isDanger || state === 'asking' ? 'studio-button danger' : 'studio-button'}
      // A disabled button would lose the focus.
      aria-disabled={state === 'acting'}
      aria-describedby={describedBy}
      onClick={press}
    >
      {state === 'asking' ? confirm : label}
    </button>
  );
}

export const messageOf = (error: unknown): string => {
  if (error instanceof StudioError) return error.message;
  return error instanceof TypeError ? 'The platform does not answer.' : String(error);
};

/** A text of several lines, which can be scrolled with the keyboard. */
export const Text = ({ text, label }: { readonly text: string; readonly label: string }): JSX.Element => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys
  <section class="studio-text" aria-label={label} tabIndex={0}>
    {text}
  </section>
);

/** Reads JSON line by line; other text stays as it is. */
export function inLines(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}

export const Facts = ({
  facts,
}: {
  readonly facts: readonly (readonly [name: string, value: ComponentChildren])[];
}): JSX.Element => (
  <dl class="studio-facts">
    {facts.map(([name, value]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);
