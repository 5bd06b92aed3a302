import type { ConnectionStatus, Owner } from '@switchboard/chat-client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Theme } from '../theme/theme.ts';
import { LogoMark, MoonIcon, SunIcon } from './icons.tsx';

interface HeaderProps {
  readonly owner: Owner | undefined;
  readonly status: ConnectionStatus;
  readonly initiallyDark: boolean;
  readonly onChooseTheme: (theme: Theme) => void;
}

const labels: Record<Exclude<ConnectionStatus['state'], 'open'>, string> = {
  closed: 'Offline',
  connecting: 'Connecting',
  waiting: 'Reconnecting',
  refused: 'Offline',
};

/** What a reader who is connected wants to know: who answers. */
const ownerLabels: Record<Owner, string> = {
  bot: 'Online',
  queue: 'Waiting for a colleague',
  operator: 'A colleague is here',
};

export function Header({ owner, status, initiallyDark, onChooseTheme }: HeaderProps): JSX.Element {
  const [dark, setDark] = useState(initiallyDark);
  const toggle = (): void => {
    onChooseTheme(dark ? 'light' : 'dark');
    setDark(!dark);
  };
  return (
    <header class="header">
      <LogoMark className="header-logo" />
      <div class="header-names">
        <h1>Switchboard</h1>
        <p class="presence" data-state={status.state}>
          {status.state === 'open' ? ownerLabels[owner ?? 'bot'] : labels[status.state]}
        </p>
      </div>
      <button
        type="button"
        class="icon-button"
        aria-label={dark ? 'Use light colours' : 'Use dark colours'}
        onClick={toggle}
      >
        {dark ? <SunIcon /> : <MoonIcon />}
      </button>
    </header>
  );
}
