import type { ComponentChildren, JSX } from 'preact';
import { useCallback, useState } from 'preact/hooks';
import { counted, dollars, duration, timeOfDay, units } from './format.ts';
import { Section, Waiting } from './parts.tsx';
import type { SectionOptions } from './section-options.ts';
import type { Exchange, StudioClient, ThreadSummary } from './studio-client.ts';
import { usePolled } from './use-polled.ts';
import { linkTo } from './use-route.ts';
import { Waterfall } from './waterfall.tsx';

/** Every conversation, and in it every frame, invocation, request and error, from a message to its reply. */
export function TimelineSection({ client, query }: SectionOptions): JSX.Element {
  const ask = useCallback(() => client.get<readonly ThreadSummary[]>('threads'), [client]);
  const { value: threads, problem } = usePolled(ask);
  const { thread, others } = query;
  return (
    <Section
      title="Conversations"
      about="What happened in each thread, and beside the threads, since the platform started. The oldest is forgotten first."
    >
      {!threads && <Waiting problem={problem} />}
      {threads && (
        <div class="studio-columns">
          <ul class="studio-list" aria-label="Threads">
            {threads.map((summary) => (
              <li key={summary.threadId}>
                <ThreadLink summary={summary} isChosen={summary.threadId === thread} />
              </li>
            ))}
            <li>
              <a
                class="studio-entry"
                href={linkTo('timeline', { others: 'yes' })}
                aria-current={others === undefined ? undefined : 'true'}
              >
                <b>Outside of threads</b>
                <span class="studio-soft">
                  Requests, and events of queues and schedules, that name no thread
                </span>
              </a>
            </li>
          </ul>
          {others !== undefined ? (
            <Others client={client} />
          ) : thread !== undefined ? (
            <Thread key={thread} client={client} threadId={thread} />
          ) : threads.length === 0 ? (
            <p class="studio-empty">
              Nobody has written yet. <a href="/">Write a message</a>, and follow it here.
            </p>
          ) : (
            <p class="studio-empty">Choose a thread.</p>
          )}
        </div>
      )}
    </Section>
  );
}

const ThreadLink = ({ summary, isChosen }: { summary: ThreadSummary; isChosen: boolean }): JSX.Element => (
  <a
    class="studio-entry"
    href={linkTo('timeline', { thread: summary.threadId })}
    aria-current={isChosen ? 'true' : undefined}
  >
    <b>{summary.threadId}</b>
    {summary.failures > 0 && <span class="studio-bad">{counted(summary.failures, 'failure')}</span>}
    <span class="studio-soft">{summary.lastText || 'No message'}</span>
    <span class="studio-soft">
      {counted(summary.messages, 'message')} · {dollars(summary.dollars)} · {timeOfDay(summary.lastAt)}
    </span>
  </a>
);

/** Requests that a page makes by itself and that change nothing. They are hidden unless they fail. */
const isQuiet = ({ action, failures, text, writeUnits }: Exchange): boolean =>
  failures === 0 && text === '' && (writeUnits === 0 || action.startsWith('ws '));

function Thread({ client, threadId }: { client: StudioClient; threadId: string }): JSX.Element {
  const ask = useCallback(
    () => client.get<readonly Exchange[]>('timeline', { thread: threadId }),
    [client, threadId],
  );
  return (
    <Exchanges client={client} ask={ask} isQuiet={isQuiet} quiet="connects, pings and reads">
      <a href={linkTo('tables', { table: '', partition: threadId })}>The thread’s items</a>
    </Exchanges>
  );
}

/** Events of connections and schedules that change nothing. They are hidden unless they fail. */
const isRoutine = ({ action, failures, writeUnits }: Exchange): boolean =>
  failures === 0 && writeUnits === 0 && /^(?:ws|schedule) /.test(action);

function Others({ client }: { client: StudioClient }): JSX.Element {
  const ask = useCallback(() => client.get<readonly Exchange[]>('timeline/others'), [client]);
  return <Exchanges client={client} ask={ask} isQuiet={isRoutine} quiet="connections and sweeps" />;
}

interface ExchangesProps {
  readonly client: StudioClient;
  readonly ask: () => Promise<readonly Exchange[]>;
  /** Whether one is hidden at first. */
  readonly isQuiet: (exchange: Exchange) => boolean;
  /** What those are. */
  readonly quiet: string;
  readonly children?: ComponentChildren;
}

function Exchanges({ client, ask, isQuiet: isHidden, quiet, children }: ExchangesProps): JSX.Element {
  const { value: exchanges, problem } = usePolled(ask);
  const [opened, setOpened] = useState<number>();
  const [showsAll, setShowsAll] = useState(false);
  if (!exchanges) return <Waiting problem={problem} />;
  const shown = exchanges.filter((exchange) => showsAll || !isHidden(exchange)).toReversed();
  const chosen = opened ?? (shown.find(({ text }) => text !== '') ?? shown[0])?.id;
  return (
    <div class="studio-thread">
      <p class="studio-choice">
        <label>
          <input
            type="checkbox"
            checked={showsAll}
            onChange={({ currentTarget }) => setShowsAll(currentTarget.checked)}
          />{' '}
          Include {quiet}
        </label>{' '}
        {children}
      </p>
      {shown.length === 0 && <p class="studio-empty">Nothing yet.</p>}
      <ol class="studio-exchanges" aria-label="What happened">
        {shown.map((exchange) => (
          <li key={exchange.id}>
            <button
              type="button"
              class="studio-exchange"
              aria-expanded={exchange.id === chosen}
              onClick={() => setOpened(exchange.id === chosen ? -1 : exchange.id)}
            >
              <Summary exchange={exchange} />
            </button>
            {exchange.id === chosen && <Waterfall client={client} exchange={exchange} />}
          </li>
        ))}
      </ol>
    </div>
  );
}

const Summary = ({ exchange }: { readonly exchange: Exchange }): JSX.Element => (
  <>
    <span class="studio-exchange-title">
      <b>{exchange.action}</b> {exchange.text !== '' && <q>{exchange.text}</q>}
    </span>
    {exchange.isRunning && <span class="studio-badge">running</span>}
    {exchange.failures > 0 && <span class="studio-bad">{counted(exchange.failures, 'failure')}</span>}
    {exchange.text !== '' && exchange.answeredMs === null && !exchange.isRunning && (
      <span class="studio-warn">no reply</span>
    )}
    <span class="studio-soft studio-numbers">
      {timeOfDay(exchange.at)} ·{' '}
      {exchange.answeredMs === null
        ? duration(exchange.durationMs)
        : `reply after ${duration(exchange.answeredMs)}`}{' '}
      · {counted(exchange.requests, 'request')} · {units(exchange.readUnits)} RCU ·{' '}
      {units(exchange.writeUnits)} WCU · {dollars(exchange.dollars)}
    </span>
  </>
);
