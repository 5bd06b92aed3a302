import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { LogoMark } from '../components/icons.tsx';
import type { Session } from '../session/session.ts';

interface SignInProps {
  /** What has happened before, if the operator was signed in. */
  readonly notice?: string | undefined;
  readonly signIn: (name: string) => Promise<Session>;
  readonly onSession: (session: Session) => void;
}

/** Where an operator says who they are. */
export function SignIn({ notice, signIn, onSession }: SignInProps): JSX.Element {
  const [name, setName] = useState('');
  const [problem, setProblem] = useState(notice);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  const submit = (event: Event): void => {
    event.preventDefault();
    if (name.trim() === '' || busy) return;
    setBusy(true);
    signIn(name)
      .then(onSession, (error: Error) => setProblem(error.message))
      .finally(() => setBusy(false));
  };
  return (
    <main class="sign-in">
      <form onSubmit={submit}>
        <LogoMark />
        <h1>Operator console</h1>
        <p>Answer customers who asked for a person.</p>
        <label class="field">
          <span>Your name</span>
          <input
            ref={field}
            type="text"
            list=""
            autocomplete="username"
            maxLength={40}
            value={name}
            onInput={({ currentTarget }) => setName(currentTarget.value)}
          />
        </label>
        {problem !== undefined && (
          <p class="sign-in-problem" role="alert">
            {problem}
          </p>
        )}
        <button type="submit" class="button" disabled={name.trim() === '' || busy}>
          Sign in
        </button>
      </form>
    </main>
  );
}
