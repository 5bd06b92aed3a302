import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { CloseIcon } from '../components/icons.tsx';
import { useKeptFocus } from '../components/use-kept-focus.ts';
import { Dialog } from './dialogs.tsx';
import { problemText } from './problem-text.ts';
import type { KeptReplies } from './use-canned.ts';

interface CannedDialogProps {
  readonly kept: KeptReplies;
  readonly onClose: () => void;
}

/** The dialog with the replies that all operators share. */
export function CannedDialog({ kept, onClose }: CannedDialogProps): JSX.Element {
  const [key, setKey] = useState('');
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string>();
  const name = useRef<HTMLInputElement>(null);
  // The button that removes a reply goes with it.
  useKeptFocus(() => name.current?.focus());
  const attempt = (change: Promise<void>, done: () => void = () => {}): void => {
    change.then(
      () => {
        setProblem(undefined);
        done();
      },
      (error: unknown) => setProblem(problemText(error)),
    );
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    if (key.trim() === '' || text.trim() === '') {
      setProblem('A saved reply has a name and a text.');
      return;
    }
    attempt(kept.keep({ key: key.trim(), text: text.trim() }), () => {
      setKey('');
      setText('');
    });
  };
  return (
    <Dialog title="Saved replies" onClose={onClose}>
      <p class="dialog-hint">
        Type <kbd>/</kbd> and the name where you write. {'{{customer.name|there}}'} stands for the customer’s
        name, {'{{operator.name}}'} for yours, and {'{{customer.plan}}'} for the attribute <code>plan</code>{' '}
        that your site has set.
      </p>
      <ul class="canned-list">
        {kept.replies.map((reply) => (
          <li key={reply.key}>
            <button
              type="button"
              class="canned-kept"
              onClick={() => {
                setKey(reply.key);
                setText(reply.text);
              }}
            >
              <strong>/{reply.key}</strong>
              <span dir="auto">{reply.text}</span>
            </button>
            <button
              type="button"
              class="icon-button"
              aria-label={`Delete ${reply.key}`}
              onClick={() => attempt(kept.forget(reply.key))}
            >
              <CloseIcon />
            </button>
          </li>
        ))}
      </ul>
      <form class="dialog-form" onSubmit={submit}>
        <label class="field">
          <span>Name, such as “refund”</span>
          <input
            ref={name}
            type="text"
            maxLength={40}
            value={key}
            onInput={({ currentTarget }) => setKey(currentTarget.value)}
          />
        </label>
        <label class="field">
          <span>Text</span>
          <textarea
            rows={4}
            dir="auto"
            value={text}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
        </label>
        {problem !== undefined && (
          <p class="sign-in-problem" role="alert">
            {problem}
          </p>
        )}
        {/* It is never disabled, or it would lose the focus as soon as a reply is kept and the fields are empty. */}
        <button type="submit" class="button">
          Save
        </button>
      </form>
    </Dialog>
  );
}
