import type { JSX } from 'preact';
import { useCallback } from 'preact/hooks';
import { counted, dollars, duration, units } from './format.ts';
import { Action, Section, Waiting } from './parts.tsx';
import type { SectionOptions } from './studio-app.tsx';
import type { CostView, FunctionView } from './studio-client.ts';
import { usePolled } from './use-polled.ts';
import { linkTo } from './use-route.ts';

/** What functions and conversations have cost, and what a million of the same would. */
export function CostSection({ client }: SectionOptions): JSX.Element {
  const ask = useCallback(() => client.get<CostView>('cost'), [client]);
  const { value: cost, problem, refresh } = usePolled(ask);
  const reset = <Action label="Start from zero" act={() => client.send('DELETE', 'cost')} onDone={refresh} />;
  return (
    <Section
      title="Cost"
      about="Units and calls as AWS counts them; durations are those of this machine."
      actions={reset}
    >
      {!cost && <Waiting problem={problem} />}
      {cost && (
        <>
          <ul class="studio-totals" aria-label="Since the meter started">
            <Total name="so far" value={dollars(cost.dollars)} />
            <Total name="requests to DynamoDB" value={String(cost.requests)} />
            <Total name="read units" value={units(cost.readUnits)} />
            <Total name="write units" value={units(cost.writeUnits)} />
          </ul>
          <Functions functions={cost.functions} />
          <Conversations conversations={cost.conversations} />
          <p class="studio-soft">{cost.priceSource}. The prices are in infra/src/cost/prices.json.</p>
        </>
      )}
    </Section>
  );
}

const Total = ({ name, value }: { readonly name: string; readonly value: string }): JSX.Element => (
  <li>
    <b>{value}</b>
    <span>{name}</span>
  </li>
);

function Functions({ functions }: { readonly functions: readonly FunctionView[] }): JSX.Element {
  const used = functions
    .filter(({ invocations }) => invocations > 0)
    .toSorted((a, b) => b.dollars - a.dollars);
  const most = Math.max(...used.map((entry) => entry.dollars), Number.MIN_VALUE);
  return (
    <>
      <h2>By function</h2>
      {used.length === 0 && <p class="studio-empty">No function has run since the meter started.</p>}
      {used.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys
        <section class="studio-table" aria-label="Cost by function" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">Function</th>
                <th scope="col">Share</th>
                <th scope="col">Invocations</th>
                <th scope="col">Average</th>
                <th scope="col">RCU</th>
                <th scope="col">WCU</th>
                <th scope="col">So far</th>
                <th scope="col">A million invocations</th>
              </tr>
            </thead>
            <tbody>
              {used.map((entry) => (
                <tr key={entry.name}>
                  <th scope="row">
                    <a href={linkTo('functions', { function: entry.name })}>{entry.label}</a>
                  </th>
                  <td>
                    <Share part={entry.dollars / most} />
                  </td>
                  <td>{entry.invocations}</td>
                  <td>{duration(entry.averageMs)}</td>
                  <td>{units(entry.readUnits)}</td>
                  <td>{units(entry.writeUnits)}</td>
                  <td>{dollars(entry.dollars)}</td>
                  <td>{entry.dollarsForMillion === null ? '' : dollars(entry.dollarsForMillion)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </>
  );
}

/** @param part between 0 and 1, of the largest */
const Share = ({ part }: { readonly part: number }): JSX.Element => (
  <svg class="studio-share" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
    <rect width={Math.max(1, part * 100)} height="10" rx="1" />
  </svg>
);

const Conversations = ({
  conversations,
}: {
  readonly conversations: CostView['conversations'];
}): JSX.Element => (
  <>
    <h2>By conversation</h2>
    {conversations.length === 0 && <p class="studio-empty">Nobody has written yet.</p>}
    {conversations.length > 0 && (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys
      <section class="studio-table" aria-label="Cost by conversation" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Thread</th>
              <th scope="col">Messages</th>
              <th scope="col">RCU</th>
              <th scope="col">WCU</th>
              <th scope="col">So far</th>
              <th scope="col">A million messages</th>
            </tr>
          </thead>
          <tbody>
            {conversations.map((thread) => (
              <tr key={thread.threadId}>
                <th scope="row">
                  <a href={linkTo('timeline', { thread: thread.threadId })}>{thread.threadId}</a>
                </th>
                <td>{counted(thread.messages, 'message')}</td>
                <td>{units(thread.readUnits)}</td>
                <td>{units(thread.writeUnits)}</td>
                <td>{dollars(thread.dollars)}</td>
                <td>{thread.dollarsForMillion === null ? '' : dollars(thread.dollarsForMillion)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    )}
  </>
);
