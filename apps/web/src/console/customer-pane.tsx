import { type ChatThread, customerName, type ThreadRow } from '@switchboard/chat-client';
import type { Customer } from '@switchboard/chat-client/operator';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Avatar } from '../components/avatar.tsx';
import { CheckIcon, CloseIcon } from '../components/icons.tsx';
import { PlainText } from '../components/plain-text.tsx';
import { useStore } from '../components/use-store.ts';
import { shortLabel } from '../text/date-labels.ts';
import { firstLine } from '../text/first-line.ts';
import { attributesOf, customerOf } from './customer-of.ts';
import { Tags } from './tags.tsx';

interface CustomerPaneProps {
  readonly thread: ChatThread;
  readonly row: ThreadRow | undefined;
  /** What the service knows of the customer, once it has said it. */
  readonly known: Customer | undefined;
  readonly tags: readonly string[];
  readonly locale: string;
  /** Whether the pane opens over the conversation. It takes the focus then. */
  readonly isOver: boolean;
  readonly now: () => number;
  readonly onTags: (tags: readonly string[]) => void;
  readonly onOpen: (threadId: string) => void;
  readonly onTranscript: () => void;
  readonly onClose: () => void;
}

interface Fact {
  readonly label: string;
  readonly value: string | undefined;
  /** Whether the site's own server has said it. */
  readonly isVerified?: boolean;
}

/** The customer, with their attributes and their other conversations. */
export function CustomerPane(props: CustomerPaneProps): JSX.Element {
  const { thread, row, known, tags, locale, isOver, now, onTags, onOpen, onTranscript, onClose } = props;
  const snapshot = useStore(thread);
  const closing = useRef<HTMLButtonElement>(null);
  const opensOver = useRef(isOver);
  useLayoutEffect(() => {
    // Without room beside the conversation, the pane lies over it. A window that becomes narrow later moves no focus.
    if (opensOver.current) closing.current?.focus();
  }, []);
  const { messages, threadId, reads } = snapshot;
  const customer = customerOf(snapshot, known ?? row?.customer);
  const name = customerName(customer);
  const readUpTo = reads.get(customer.userId);
  const facts: readonly Fact[] = [
    ...attributeFacts(known, messages),
    { label: 'User', value: customer.userId },
    { label: 'Conversation', value: threadId },
    { label: 'Channel', value: row?.channel },
    { label: 'Here since', value: row && row.waiting !== 'none' ? dateText(row.since, locale) : undefined },
    {
      label: 'Has read',
      value: readUpTo === undefined ? undefined : `${readUpTo} of ${messages.at(-1)?.seq ?? 0}`,
    },
  ];
  const others = known?.threads.filter((other) => other.threadId !== threadId) ?? [];
  return (
    <aside class="customer-pane" aria-label="Customer">
      <header class="header">
        <h2>Customer</h2>
        <button ref={closing} type="button" class="icon-button" aria-label="Close" onClick={onClose}>
          <CloseIcon />
        </button>
      </header>
      <div class="customer-card">
        <Avatar name={name} picture={customer.picture} />
        <strong>
          <bdi>{name}</bdi>
          {known?.isVerified && <Verified />}
        </strong>
      </div>
      <Tags tags={tags} onTags={onTags} />
      <dl class="facts">
        {facts.map(
          ({ label, value, isVerified }) =>
            value !== undefined && (
              <div key={label}>
                <dt>
                  {label}
                  {isVerified && <Verified />}
                </dt>
                <dd dir="auto">
                  <PlainText text={value} />
                </dd>
              </div>
            ),
        )}
      </dl>
      {row?.summary && (
        <section class="customer-summary">
          <h3>Summary</h3>
          <p dir="auto">{row.summary}</p>
        </section>
      )}
      {others.length > 0 && (
        <section class="customer-threads">
          <h3>Other conversations</h3>
          <ul>
            {others.map((other) => (
              <li key={other.threadId}>
                <button type="button" onClick={() => onOpen(other.threadId)}>
                  <span dir="auto">{firstLine(other.lastMessage?.text ?? '') || other.threadId}</span>
                  <time>{shortLabel(other.lastMessage?.timestamp ?? other.since, now(), locale)}</time>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <button type="button" class="button quiet transcript" onClick={onTranscript}>
        Download the conversation
      </button>
    </aside>
  );
}

const Verified = (): JSX.Element => (
  <span class="verified" title="Set by the site’s own server">
    <CheckIcon />
    <span class="visually-hidden">verified</span>
  </span>
);

/** What the service knows; what came with the messages of those who have said nothing else. */
function attributeFacts(
  known: Customer | undefined,
  messages: Parameters<typeof attributesOf>[0],
): readonly Fact[] {
  if (known && known.attributes.length > 0) {
    return known.attributes.map(({ name, value, isVerified }) => ({
      label: name,
      value: String(value),
      isVerified,
    }));
  }
  return attributesOf(messages).map(([label, value]) => ({ label, value }));
}

const dateText = (time: number, locale: string): string =>
  new Date(time).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' });
