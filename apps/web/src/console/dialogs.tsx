import { colleagueName } from '@switchboard/chat-client';
import type { Colleague } from '@switchboard/chat-client/operator';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Avatar } from '../components/avatar.tsx';
import { CloseIcon } from '../components/icons.tsx';
import { findColleague } from '../text/names.ts';
import { dutyTexts } from './duty-texts.ts';
import { reportLoss } from './report-loss.ts';
import { shortcuts } from './shortcuts.ts';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A window over the page, which Escape closes. */
export function Dialog({ title, onClose, children }: DialogProps): JSX.Element {
  const element = useRef<HTMLDialogElement>(null);
  const told = useRef(false);
  useLayoutEffect(() => element.current?.showModal(), []);
  const tell = (): void => {
    if (told.current) return;
    told.current = true;
    onClose();
  };
  // The browser reports that a window has closed only later, and the next key may come before.
  const close = (): void => {
    element.current?.close();
    tell();
  };
  const closeByKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    close();
  };
  return (
    <dialog ref={element} aria-label={title} onClose={tell} onKeyDown={closeByKey}>
      <header>
        <h2 class="dialog-title">{title}</h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={close}>
          <CloseIcon />
        </button>
      </header>
      {children}
    </dialog>
  );
}

export const HelpDialog = ({ onClose }: { readonly onClose: () => void }): JSX.Element => (
  <Dialog title="Keys" onClose={onClose}>
    <dl class="keys">
      {shortcuts.map(({ key, label }) => (
        <div key={key}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{label}</dd>
        </div>
      ))}
      <div>
        <dt>
          <kbd>Esc</kbd>
        </dt>
        <dd>Leave the field, or go back to the list</dd>
      </div>
    </dl>
  </Dialog>
);

interface TransferDialogProps {
  readonly onClose: () => void;
  /** @param called how the colleague is shown */
  readonly onTransfer: (to: string, called: string) => void;
  /** The operators who were connected lately. */
  readonly colleagues: Promise<readonly Colleague[]>;
}

export function TransferDialog({ onClose, onTransfer, colleagues }: TransferDialogProps): JSX.Element {
  const [to, setTo] = useState('');
  const [known, setKnown] = useState<readonly Colleague[]>([]);
  useEffect(() => {
    colleagues.then(setKnown, reportLoss);
  }, [colleagues]);
  const submit = (event: Event): void => {
    event.preventDefault();
    const typed = to.trim();
    if (typed === '') return;
    give(findColleague(known, typed) ?? { userId: typed });
  };
  const give = (colleague: Pick<Colleague, 'userId' | 'name'>): void => {
    onTransfer(colleague.userId, colleagueName(colleague));
    onClose();
  };
  return (
    <Dialog title="Give this conversation to a colleague" onClose={onClose}>
      {known.length > 0 && (
        <ul class="colleagues">
          {known.map((colleague) => {
            const { userId, picture, status } = colleague;
            const called = colleagueName(colleague);
            return (
              <li key={userId}>
                <button type="button" onClick={() => give(colleague)}>
                  <Avatar name={called} picture={picture} />
                  <bdi>{called}</bdi>
                  <span class="tag" data-duty={status}>
                    {dutyTexts[status]}
                  </span>
                </button>
              </li>
            );
          })}
        </ul>
      )}
      <form class="dialog-form" onSubmit={submit}>
        <label class="field">
          <span>The colleague’s name</span>
          <input
            type="text"
            list=""
            value={to}
            maxLength={128}
            onInput={({ currentTarget }) => setTo(currentTarget.value)}
          />
        </label>
        <button type="submit" class="button" disabled={to.trim() === ''}>
          Transfer
        </button>
      </form>
    </Dialog>
  );
}
