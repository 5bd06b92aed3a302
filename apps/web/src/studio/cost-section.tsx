import type { JSX } from 'preact';
import { useCallback } from 'preact/hooks';
import { counted, dollars, duration, units } from './format.ts';
import { Action, Section, Waiting } from './parts.tsx';
import type { SectionOptions } from './section-options.ts';
import type { CostView, FunctionView, Spent } from './studio-client.ts';
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
    <CostTable
      by="function"
      empty="No function has run since the meter started."
      columns={['Function', 'Share', 'Invocations', 'Average', ...costColumns, 'A million invocations']}
      rows={used.map((entry) => ({
        key: entry.name,
        name: <a href={linkTo('functions', { function: entry.name })}>{entry.label}</a>,
        cells: [
          <Share key="share" part={entry.dollars / most} />,
          entry.invocations,
          duration(entry.averageMs),
          ...costCells(entry),
        ],
      }))}
    />
  );
}

/** @param part between 0 and 1, of the largest */
const Share = ({ part }: { readonly part: number }): JSX.Element => (
  <svg class="studio-share" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
    <rect width={Math.max(1, part * 100)} height="10" rx="1" />
  </svg>
);

const Conversations = ({ conversations }: Pick<CostView, 'conversations'>): JSX.Element => (
  <CostTable
    by="conversation"
    empty="Nobody has written yet."
    columns={['Thread', 'Messages', ...costColumns, 'A million messages']}
    rows={conversations.map((thread) => ({
      key: thread.threadId,
      name: <a href={linkTo('timeline', { thread: thread.threadId })}>{thread.threadId}</a>,
      cells: [counted(thread.messages, 'message'), ...costCells(thread)],
    }))}
  />
);

const costColumns = ['RCU', 'WCU', 'So far'] as const;

/** What stands below {@link costColumns}, and what a million would cost. */
const costCells = (spent: Spent & { readonly dollarsForMillion: number | null }): readonly string[] => [
  units(spent.readUnits),
  units(spent.writeUnits),
  dollars(spent.dollars),
  spent.dollarsForMillion === null ? '' : dollars(spent.dollarsForMillion),
];

interface CostTableOptions {
  /** What has cost something: `function`, `conversation`. */
  readonly by: string;
  /** What is said where there are no rows. */
  readonly empty: string;
  readonly columns: readonly string[];
  /** The cells stand below the columns behind the first one. */
  readonly rows: readonly {
    readonly key: string;
    readonly name: JSX.Element;
    readonly cells: readonly (JSX.Element | string | number)[];
  }[];
}

const CostTable = ({ by, empty, columns, rows }: CostTableOptions): JSX.Element => (
  <>
    <h2>By {by}</h2>
    {rows.length === 0 && <p class="studio-empty">{empty}</p>}
    {rows.length > 0 && (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys
      <section class="studio-table" aria-label={`Cost by ${by}`} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, name, cells }) => (
              <tr key={key}>
                <th scope="row">{name}</th>
                {cells.map((cell, index) => (
                  <td key={columns[index + 1]} data-label={columns[index + 1]}>
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    )}
  </>
);
