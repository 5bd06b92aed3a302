import type { JSX } from 'preact';
import { useCallback, useState } from 'preact/hooks';
import { counted, timeOfDay } from './format.ts';
import { Action, inLines, Problem, Section, Text, Waiting } from './parts.tsx';
import type { SectionOptions } from './section-options.ts';
import type { QueueMessage, QueueView, StudioClient, TopicView } from './studio-client.ts';
import { usePolled } from './use-polled.ts';
import { linkTo } from './use-route.ts';

/** Queues and topics; what failed for good lies in queues of dead letters, and can be sent again from here. */
export function QueuesSection({ client, query }: SectionOptions): JSX.Element {
  const ask = useCallback(
    async () => ({
      queues: await client.get<readonly QueueView[]>('queues'),
      topics: await client.get<readonly TopicView[]>('topics'),
    }),
    [client],
  );
  const { value, problem, refresh } = usePolled(ask);
  const chosen = value?.queues.find(({ name }) => name === query.queue);
  return (
    <Section
      title="Queues"
      about="What is waiting, and what has failed for good. Fix the cause before you send a dead letter again, or it comes back."
    >
      {!value && <Waiting problem={problem} />}
      {value && (
        <div class="studio-columns">
          <div>
            <QueueList title="Dead letters" queues={value.queues.filter(isForFailures)} chosen={chosen} />
            <QueueList
              title="Queues"
              queues={value.queues.filter((queue) => !isForFailures(queue))}
              chosen={chosen}
            />
            <Topics topics={value.topics} />
          </div>
          {chosen ? (
            <Messages key={chosen.name} client={client} queue={chosen} onChange={refresh} />
          ) : (
            <p class="studio-empty">Choose a queue.</p>
          )}
        </div>
      )}
    </Section>
  );
}

const isForFailures = ({ failuresOf }: QueueView): boolean => failuresOf.length > 0;

const sizeOf = ({ visible, inFlight, delayed }: QueueView): number => visible + inFlight + delayed;

interface QueueListProps {
  readonly title: string;
  readonly queues: readonly QueueView[];
  readonly chosen: QueueView | undefined;
}

/** Fullest first at the time when the page was opened. The order stays, so that no link moves away under a pointer. */
function QueueList({ title, queues, chosen }: QueueListProps): JSX.Element {
  const [order] = useState(() => queues.toSorted((a, b) => sizeOf(b) - sizeOf(a)).map(({ name }) => name));
  return (
    <>
      <h2>{title}</h2>
      <ul class="studio-list" aria-label={title}>
        {queues
          .toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name))
          .map((queue) => (
            <li key={queue.name}>
              <a
                class="studio-entry"
                href={linkTo('queues', { queue: queue.name })}
                aria-current={queue === chosen ? 'true' : undefined}
              >
                <b>{queue.label}</b>
                <span class={isForFailures(queue) && sizeOf(queue) > 0 ? 'studio-bad' : 'studio-soft'}>
                  {sizeOf(queue) === 0 ? 'empty' : counted(sizeOf(queue), 'message')}
                </span>
                <span class="studio-soft">{explain(queue)}</span>
              </a>
            </li>
          ))}
      </ul>
    </>
  );
}

function explain({ failuresOf, receivers, deadLetters, inFlight, delayed }: QueueView): string {
  const from = failuresOf.length > 0 ? `what failed in ${failuresOf.join(', ')}` : '';
  const to = receivers.length > 0 ? `for ${receivers.join(', ')}` : '';
  const then = deadLetters ? `then ${deadLetters.name} after ${deadLetters.after} tries` : '';
  const state = [inFlight > 0 ? `${inFlight} in flight` : '', delayed > 0 ? `${delayed} delayed` : ''];
  return [from, to, then, ...state].filter(Boolean).join(' · ');
}

const Topics = ({ topics }: { readonly topics: readonly TopicView[] }): JSX.Element => (
  <>
    <h2>Topics</h2>
    <ul class="studio-list" aria-label="Topics">
      {topics.map(({ name, label, subscribers, published }) => (
        <li key={name} class="studio-entry">
          <b>{label}</b>
          <span class="studio-soft">{counted(published, 'publish', 'publishes')}</span>
          <span class="studio-soft">to {subscribers.join(', ') || 'nobody'}</span>
        </li>
      ))}
    </ul>
  </>
);

interface MessagesProps {
  readonly client: StudioClient;
  readonly queue: QueueView;
  /** Messages were deleted or sent again. */
  readonly onChange: () => void;
}

function Messages({ client, queue, onChange }: MessagesProps): JSX.Element {
  const ask = useCallback(
    () => client.get<readonly QueueMessage[]>('messages', { queue: queue.name }),
    [client, queue.name],
  );
  const { value: messages, problem, refresh } = usePolled(ask);
  const [said, setSaid] = useState<string>();
  const done = (text: string | undefined): void => {
    setSaid(text);
    refresh();
    onChange();
  };
  const redrive = async (ids?: readonly string[]): Promise<void> => {
    const { kept } = await client.send<{ kept: number }>('POST', 'messages/redrive', {
      queue: queue.name,
      ...(ids && { ids }),
    });
    if (kept > 0) throw new Error(`${counted(kept, 'message')} could not be sent again.`);
  };
  const remove = (ids?: readonly string[]): Promise<unknown> =>
    client.send('POST', 'messages/delete', { queue: queue.name, ...(ids && { ids }) });
  const canRedrive = messages?.some((message) => message.redrive !== null);
  return (
    <section class="studio-panel" aria-label={queue.label}>
      <header class="studio-section-head">
        <h2>{queue.label}</h2>
        <div class="studio-actions">
          {canRedrive && <Action label="Send all again" act={() => redrive()} onDone={done} />}
          {messages && messages.length > 0 && (
            <Action
              label="Delete all"
              confirm="Really delete all?"
              isDanger
              act={() => remove()}
              onDone={done}
            />
          )}
        </div>
      </header>
      <Problem text={said} />
      {!messages && <Waiting problem={problem} />}
      {messages?.length === 0 && <p class="studio-empty">This queue is empty.</p>}
      <ol class="studio-cards" aria-label="Messages">
        {messages?.map((message) => (
          <li key={message.id} class="studio-card">
            <p class="studio-card-head">
              <b id={`message-${message.id}`}>{message.reason ?? `Sent ${timeOfDay(message.sentAt)}`}</b>
              <span class="studio-soft">
                {new Date(message.sentAt).toLocaleString()} · received {counted(message.receives, 'time')}
                {!message.isVisible && ' · in flight'}
              </span>
            </p>
            <Text text={inLines(message.body)} label="Message" />
            <div class="studio-actions">
              {message.redrive !== null && (
                <Action
                  label="Send again"
                  describedBy={`message-${message.id}`}
                  act={() => redrive([message.id])}
                  onDone={done}
                />
              )}
              <Action
                label="Delete"
                describedBy={`message-${message.id}`}
                confirm="Really delete?"
                isDanger
                act={() => remove([message.id])}
                onDone={done}
              />
              {message.redrive !== null && (
                <span class="studio-soft">Sending it again {message.redrive}.</span>
              )}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
