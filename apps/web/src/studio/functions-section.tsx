import type { JSX } from 'preact';
import { useCallback, useState } from 'preact/hooks';
import { counted, duration, timeOfDay, units } from './format.ts';
import { Action, Facts, Problem, Section, Waiting } from './parts.tsx';
import type { SectionOptions } from './section-options.ts';
import type { FunctionView, LogLine, StudioClient } from './studio-client.ts';
import { usePolled } from './use-polled.ts';
import { linkTo } from './use-route.ts';

/** Every function with what invokes it, what it did, its log, and its processes. */
export function FunctionsSection({ client, query }: SectionOptions): JSX.Element {
  const ask = useCallback(() => client.get<readonly FunctionView[]>('functions'), [client]);
  const { value: functions, problem } = usePolled(ask);
  const chosen = functions?.find(({ name }) => name === query.function);
  return (
    <Section title="Functions" about="Each runs the bundle that would be deployed, in processes of its own.">
      {!functions && <Waiting problem={problem} />}
      {functions && (
        <div class="studio-columns">
          <ul class="studio-list" aria-label="Functions">
            {functions.map((entry) => (
              <li key={entry.name}>
                <a
                  class="studio-entry"
                  href={linkTo('functions', { function: entry.name })}
                  aria-current={entry === chosen ? 'true' : undefined}
                >
                  <b>{entry.label}</b>
                  {entry.failures > 0 && <span class="studio-bad">{counted(entry.failures, 'failure')}</span>}
                  <span class="studio-soft">{counted(entry.invocations, 'invocation')}</span>
                </a>
              </li>
            ))}
          </ul>
          {chosen ? (
            <FunctionPanel key={chosen.name} client={client} entry={chosen} />
          ) : (
            <p class="studio-empty">Choose a function.</p>
          )}
        </div>
      )}
    </Section>
  );
}

function FunctionPanel({ client, entry }: { client: StudioClient; entry: FunctionView }): JSX.Element {
  const { name } = entry;
  const [outcome, setOutcome] = useState<{ readonly problem?: string; readonly done?: string }>({});
  const tell =
    (done: string) =>
    (problem: string | undefined): void =>
      setOutcome(problem === undefined ? { done } : { problem });
  return (
    <section class="studio-panel" aria-label={entry.label}>
      <header class="studio-section-head">
        <h2>{entry.label}</h2>
        <div class="studio-actions">
          <Action
            label="Reload"
            act={() => client.send('POST', 'functions/reload', { name })}
            onDone={tell('New processes run the newest build.')}
          />
          <Action
            label="Kill now"
            isDanger
            act={async () => {
              const { killed } = await client.send<{ killed: number }>('POST', 'functions/kill', { name });
              if (killed === 0) throw new Error('The function has no running process.');
            }}
            onDone={tell('Its processes were killed, whatever they were doing.')}
          />
        </div>
      </header>
      <Problem text={outcome.problem} />
      {outcome.done !== undefined && (
        <p class="studio-said" role="status">
          {outcome.done}
        </p>
      )}
      <Facts
        facts={[
          ['invoked by', entry.triggers.join(', ') || 'other functions'],
          ['limits', `${entry.memoryMb} MB, ${entry.timeoutMs / 1000} s`],
          ['average', entry.invocations === 0 ? 'not invoked' : duration(entry.averageMs)],
          ['units', `${units(entry.readUnits)} RCU, ${units(entry.writeUnits)} WCU`],
          [
            'calls',
            Object.entries(entry.calls)
              .map(([action, count]) => `${action} ${count}`)
              .join(', ') || 'none',
          ],
        ]}
      />
      <h3>Log</h3>
      <Log client={client} functionName={name} />
      <details class="studio-environment">
        <summary>Environment</summary>
        <Facts facts={Object.entries(entry.environment)} />
      </details>
    </section>
  );
}

function Log({ client, functionName }: { client: StudioClient; functionName: string }): JSX.Element {
  const ask = useCallback(
    () => client.get<readonly LogLine[]>('logs', { function: functionName }),
    [client, functionName],
  );
  const { value: lines, problem } = usePolled(ask);
  const [errorsOnly, setErrorsOnly] = useState(false);
  if (!lines) return <Waiting problem={problem} />;
  const shown = lines.filter(({ isError }) => isError || !errorsOnly).toReversed();
  return (
    <>
      <p class="studio-choice">
        <label>
          <input
            type="checkbox"
            checked={errorsOnly}
            onChange={({ currentTarget }) => setErrorsOnly(currentTarget.checked)}
          />{' '}
          Errors only
        </label>
      </p>
      <Problem text={problem} />
      {shown.length === 0 && <p class="studio-empty">Nothing was logged.</p>}
      <ol class="studio-log" aria-label="Log, the newest first">
        {shown.map((line, index) => (
          <li key={`${line.id} ${index}`} data-error={line.isError || undefined}>
            <time dateTime={new Date(line.at).toISOString()}>{timeOfDay(line.at)}</time>
            <code>{line.text}</code>
          </li>
        ))}
      </ol>
    </>
  );
}
