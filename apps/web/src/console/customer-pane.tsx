import type { ChatThread, ThreadRow } from '@switchboard/chat-client';
import type { JSX } from 'preact';
import { Avatar } from '../components/avatar.tsx';
import { CloseIcon } from '../components/icons.tsx';
import { PlainText } from '../components/plain-text.tsx';
import { useStore } from '../components/use-store.ts';
import { attributesOf, customerName } from './customer-of.ts';

interface CustomerPaneProps {
  readonly thread: ChatThread;
  readonly row: ThreadRow | undefined;
  readonly locale: string;
  readonly onTranscript: () => void;
  readonly onClose: () => void;
}

/** Who the customer is, and how things stand with them. */
export function CustomerPane({ thread, row, locale, onTranscript, onClose }: CustomerPaneProps): JSX.Element {
  const { messages, threadId, reads } = useStore(thread);
  const customer = row?.customer ?? { userId: messages.find((m) => m.messageType === 'user')?.sender ?? '' };
  const name = customerName(customer);
  const readUpTo = reads.get(customer.userId);
  const facts: readonly (readonly [string, string | undefined])[] = [
    ...attributesOf(messages),
    ['User', customer.userId],
    ['Conversation', threadId],
    ['Channel', row?.channel],
    ['Here since', row && row.waiting !== 'none' ? dateText(row.since, locale) : undefined],
    ['Has read', readUpTo === undefined ? undefined : `${readUpTo} of ${messages.at(-1)?.seq ?? 0}`],
  ];
  return (
    <aside class="customer-pane" aria-label="Customer">
      <header class="header">
        <h2>Customer</h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={onClose}>
          <CloseIcon />
        </button>
      </header>
      <div class="customer-card">
        <Avatar name={name} />
        <strong>
          <bdi>{name}</bdi>
        </strong>
      </div>
      <dl class="facts">
        {facts.map(
          ([label, value]) =>
            value !== undefined && (
              <div key={label}>
                <dt>{label}</dt>
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
      <button type="button" class="button quiet transcript" onClick={onTranscript}>
        Download the conversation
      </button>
    </aside>
  );
}

const dateText = (time: number, locale: string): string =>
  new Date(time).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' });
