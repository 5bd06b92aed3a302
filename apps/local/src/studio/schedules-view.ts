import type { Deployment } from '../deployment/deployment.ts';
import type { Schedules } from '../messaging/schedules.ts';
import type { ScheduleView } from './api-types.ts';
import type { Mask } from './mask.ts';
import { ProblemsError } from './problems-error.ts';
import type { Recorder } from './recorder.ts';
import type { InvocationRecord } from './records.ts';
import { timingText } from './stack-view.ts';

export interface SchedulesViewOptions {
  readonly deployment: Pick<Deployment, 'schedules' | 'functions'>;
  readonly schedules: Pick<Schedules, 'run'>;
  readonly recorder: Pick<Recorder, 'all'>;
  readonly mask: Mask;
  readonly short: (name: string) => string;
}

export function createSchedulesView({ deployment, schedules, recorder, mask, short }: SchedulesViewOptions) {
  const lastRunOf = (name: string): ScheduleView['lastRun'] => {
    const isRun = (record: { readonly type: string }): record is InvocationRecord =>
      record.type === 'invocation' && (record as InvocationRecord).trigger.startsWith(`schedule ${name}`);
    const last = recorder.all().findLast(isRun);
    return last
      ? { at: last.at, failure: last.failure === undefined ? null : mask.text(last.failure) }
      : null;
  };
  return {
    list: (): readonly ScheduleView[] =>
      deployment.schedules.map((schedule) => ({
        name: schedule.name,
        label: short(schedule.name),
        timing: timingText(schedule),
        functionLabel: short(
          deployment.functions.find(({ arn }) => arn === schedule.functionArn)?.name ?? schedule.functionArn,
        ),
        lastRun: lastRunOf(schedule.name),
      })),
    run: (name: string): void => {
      if (!schedules.run(name)) throw new ProblemsError({ name: `There is no schedule ${name}.` }, 404);
    },
  };
}
