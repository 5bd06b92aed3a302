import type { Duty } from '@switchboard/chat-client';
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { AlertSettings } from '../alerts/alerts.ts';
import { ListIcon } from '../components/icons.tsx';
import { dutyTexts } from './duty-texts.ts';

interface MenuProps {
  readonly name: string;
  readonly duty: Duty;
  /** With this many conversations the operator is busy; 0: never. */
  readonly capacity: number | undefined;
  readonly alerts: AlertSettings;
  readonly dark: boolean;
  readonly onDuty: (duty: Duty) => void;
  readonly onCapacity: (capacity: number) => void;
  readonly onProfile: () => void;
  readonly onReplies: () => void;
  readonly onAlerts: (alerts: AlertSettings) => void;
  readonly onDark: (dark: boolean) => void;
  readonly onHelp: () => void;
  readonly onSignOut: () => void;
}

const duties: readonly Duty[] = ['available', 'full', 'away'];

/** The operator's own settings. */
export function Menu(props: MenuProps): JSX.Element {
  const { name, duty, capacity = 0, alerts, dark } = props;
  const { onDuty, onCapacity, onProfile, onAlerts, onDark, onHelp, onReplies, onSignOut } = props;
  const [open, setOpen] = useState(false);
  const element = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  // At once: the next key may come before the menu is painted.
  useLayoutEffect(() => {
    if (!open) return;
    const menu = element.current;
    const leave = (event: Event): void => {
      if (!menu?.contains(event.target as Node)) setOpen(false);
    };
    const escapeMenu = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      // The page would leave the conversation as well.
      event.stopPropagation();
      setOpen(false);
      opener.current?.focus();
    };
    document.addEventListener('pointerdown', leave);
    document.addEventListener('keydown', leave);
    menu?.addEventListener('keydown', escapeMenu);
    return () => {
      document.removeEventListener('pointerdown', leave);
      document.removeEventListener('keydown', leave);
      menu?.removeEventListener('keydown', escapeMenu);
    };
  }, [open]);
  const close = (): void => {
    setOpen(false);
    opener.current?.focus();
  };
  // A dialog gives the focus back to what had it before: the button stays, the menu does not.
  const leaveTo = (dialog: () => void): void => {
    close();
    dialog();
  };
  const setting = (label: string, checked: boolean, change: (on: boolean) => void): JSX.Element => (
    <label class="setting">
      <input
        type="checkbox"
        checked={checked}
        onChange={({ currentTarget }) => change(currentTarget.checked)}
      />
      {label}
    </label>
  );
  return (
    <div class="menu" ref={element}>
      <button
        ref={opener}
        type="button"
        class="icon-button"
        aria-label="Settings"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <ListIcon />
      </button>
      {open && (
        <div class="menu-panel">
          <p class="menu-name">
            Signed in as <strong>{name}</strong>
          </p>
          <fieldset class="duties">
            <legend class="visually-hidden">Duty</legend>
            {duties.map((status) => (
              <label key={status} class="setting">
                <input type="radio" name="duty" checked={duty === status} onChange={() => onDuty(status)} />
                {dutyTexts[status]}
              </label>
            ))}
          </fieldset>
          <CapacityField capacity={capacity} onCapacity={onCapacity} />
          {setting('Sound', alerts.sound, (sound) => onAlerts({ ...alerts, sound }))}
          {setting('System notifications', alerts.notifications, (notifications) =>
            onAlerts({ ...alerts, notifications }),
          )}
          {setting('Dark colours', dark, onDark)}
          <button type="button" class="menu-item" onClick={() => leaveTo(onProfile)}>
            Your profile
          </button>
          <button type="button" class="menu-item" onClick={() => leaveTo(onReplies)}>
            Saved replies <kbd>s</kbd>
          </button>
          <button type="button" class="menu-item" onClick={() => leaveTo(onHelp)}>
            Keys <kbd>?</kbd>
          </button>
          <button type="button" class="menu-item" onClick={onSignOut}>
            Sign out
          </button>
        </div>
      )}
    </div>
  );
}

const mostConversations = 1_000;

interface CapacityFieldProps {
  /** 0: any number. */
  readonly capacity: number;
  readonly onCapacity: (capacity: number) => void;
}

/** What was typed, until the service reports the number that was sent. */
interface Typed {
  readonly text: string;
  readonly isSent: boolean;
}

/** How many conversations the operator takes at once. What is being typed stays, whatever the service reports. */
function CapacityField({ capacity, onCapacity }: CapacityFieldProps): JSX.Element {
  const [typed, setTyped] = useState<Typed>();
  const shown = capacity === 0 ? '' : String(capacity);
  useEffect(() => setTyped((latest) => (latest?.isSent ? undefined : latest)), [shown]);
  const commit = (): void => {
    const wanted = Number(typed?.text ?? shown);
    const isPossible = Number.isInteger(wanted) && wanted >= 0 && wanted <= mostConversations;
    const isNew = isPossible && wanted !== capacity;
    setTyped(isNew && typed ? { ...typed, isSent: true } : undefined);
    if (isNew) onCapacity(wanted);
  };
  return (
    <label class="capacity">
      <span>Conversations at once</span>
      <input
        class="capacity-field"
        type="number"
        min={0}
        max={mostConversations}
        step={1}
        inputmode="numeric"
        placeholder="Any"
        value={typed?.text ?? shown}
        onInput={({ currentTarget }) => setTyped({ text: currentTarget.value, isSent: false })}
        onKeyDown={({ key }) => key === 'Enter' && commit()}
        onBlur={commit}
      />
    </label>
  );
}
