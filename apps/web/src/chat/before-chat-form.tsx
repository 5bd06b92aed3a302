import type { CustomerField } from '@switchboard/declarations/brand';
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { useFocusWhile } from '../components/use-focus-while.ts';
import { useWords } from '../i18n/language.ts';
import type { Words } from '../i18n/words.ts';

/** What a customer has said of themselves. */
export type CustomerDetails = Readonly<Partial<Record<CustomerField, string>>>;

interface BeforeChatFormProps {
  readonly fields: readonly CustomerField[];
  /** Whether the first field takes the focus, where that shows no keyboard. */
  readonly focused: boolean;
  readonly onSubmit: (details: CustomerDetails) => void;
}

const nameInput = { type: 'text', autocomplete: 'name' } as const;
const emailInput = { type: 'email', autocomplete: 'email' } as const;

/** Asks the customer who they are, before the first message. */
export function BeforeChatForm({ fields, focused, onSubmit }: BeforeChatFormProps): JSX.Element {
  const words = useWords();
  const [details, setDetails] = useState<CustomerDetails>({});
  const [tried, setTried] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  useFocusWhile(first, focused);
  const problems = new Map(fields.map((field) => [field, problemOf(field, details[field] ?? '', words)]));
  const submit = (event: Event): void => {
    event.preventDefault();
    setTried(true);
    if ([...problems.values()].every((problem) => problem === undefined)) onSubmit(details);
  };
  return (
    <form class="before-chat" onSubmit={submit} noValidate>
      <h2>{words.beforeWeStart}</h2>
      {fields.map((field, index) => {
        const problem = tried ? problems.get(field) : undefined;
        return (
          <label key={field} class="field">
            <span>{field === 'name' ? words.yourName : words.yourEmail}</span>
            <input
              {...(field === 'name' ? nameInput : emailInput)}
              ref={index === 0 ? first : null}
              dir="auto"
              maxLength={200}
              value={details[field] ?? ''}
              aria-invalid={problem !== undefined}
              onInput={({ currentTarget }) => setDetails({ ...details, [field]: currentTarget.value })}
            />
            {problem !== undefined && <em role="alert">{problem}</em>}
          </label>
        );
      })}
      <button type="submit" class="button">
        {words.startChat}
      </button>
    </form>
  );
}

function problemOf(field: CustomerField, value: string, words: Words): string | undefined {
  if (field === 'email') return /^\S+@\S+\.\S+$/.test(value.trim()) ? undefined : words.emailInvalid;
  return value.trim() === '' ? words.nameMissing : undefined;
}
