import type { JSX } from 'preact';
import { useCallback, useState } from 'preact/hooks';
import { timeOfDay } from './format.ts';
import { Action, Problem, Section, Waiting } from './parts.tsx';
import type { SectionOptions } from './section-options.ts';
import type { ScheduleView } from './studio-client.ts';
import { usePolled } from './use-polled.ts';

/** What runs by itself, and can be run now. */
export function SchedulesSection({ client }: SectionOptions): JSX.Element {
  const ask = useCallback(() => client.get<readonly ScheduleView[]>('schedules'), [client]);
  const { value: schedules, problem, refresh } = usePolled(ask);
  const [said, setSaid] = useState<string>();
  return (
    <Section title="Schedules" about="What runs by itself. Running one now does not change its schedule.">
      <Problem text={said} />
      {!schedules && <Waiting problem={problem} />}
      <ul class="studio-cards" aria-label="Schedules">
        {schedules?.map(({ name, label, timing, functionLabel, lastRun }) => (
          <li key={name} class="studio-card">
            <div class="studio-card-head">
              <b id={`schedule-${name}`}>{label}</b>
              <span class="studio-soft">
                {timing}, invokes {functionLabel}
              </span>
              <div class="studio-actions">
                <Action
                  label="Run now"
                  describedBy={`schedule-${name}`}
                  act={() => client.send('POST', 'schedules/run', { name })}
                  onDone={(failed) => {
                    setSaid(failed);
                    refresh();
                  }}
                />
              </div>
            </div>
            <p class={lastRun?.failure ? 'studio-bad' : 'studio-soft'}>
              {lastRun === null
                ? 'It has not run since the platform started.'
                : `Last run at ${timeOfDay(lastRun.at)}${lastRun.failure === null ? '.' : `: ${lastRun.failure}`}`}
            </p>
          </li>
        ))}
      </ul>
    </Section>
  );
}
