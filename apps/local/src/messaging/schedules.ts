import type { Schedule } from '../deployment/schedules.ts';
import type { Log } from '../log/log.ts';
import type { Part } from '../started.ts';
import type { AsynchronousInvocations } from './asynchronous-invocations.ts';
import { isDue } from './cron.ts';

export interface SchedulesOptions {
  readonly schedules: readonly Schedule[];
  readonly asynchronous: Pick<AsynchronousInvocations, 'send'>;
  /** How many times faster than the clock their time goes. */
  readonly speed: number;
  readonly now: () => number;
  readonly log: Log;
}

const minuteMs = 60_000;

/** What is scheduled. */
export interface Schedules extends Part {
  /** Runs a schedule now, beside its times. @returns whether the stack has it */
  run(name: string): boolean;
}

/** Runs what is scheduled: at a rate, the first time after one whole interval; or at the minutes of a cron expression. */
export function startSchedules({ schedules, asynchronous, speed, now, log }: SchedulesOptions): Schedules {
  const run = ({ name, functionArn, input }: Schedule): void => {
    const accepted = asynchronous.send(functionArn, JSON.parse(input), `schedule ${name}`);
    if (!accepted) log.problem(name, `The schedule has no function ${functionArn} to invoke.`);
  };
  const timers = schedules.flatMap((schedule) =>
    schedule.timing.type === 'rate'
      ? [setInterval(() => run(schedule), schedule.timing.everyMs / speed)]
      : [],
  );

  const started = now();
  /** The schedules' own time: it begins at the clock's and goes faster. */
  const scheduleNow = (): number => started + (now() - started) * speed;
  let next = Math.floor(started / minuteMs) * minuteMs + minuteMs;
  const runDue = (): void => {
    for (; next <= scheduleNow(); next += minuteMs) {
      for (const schedule of schedules) {
        const { timing } = schedule;
        if (timing.type === 'cron' && isDue(timing.cron, next, timing.timeZone)) run(schedule);
      }
    }
  };
  if (schedules.some(({ timing }) => timing.type === 'cron')) {
    // More often than a minute, so that none begins late.
    timers.push(setInterval(runDue, Math.max(1, minuteMs / 60 / speed)));
  }
  return {
    run: (name) => {
      const schedule = schedules.find((candidate) => candidate.name === name);
      if (schedule) run(schedule);
      return schedule !== undefined;
    },
    stop: () => {
      for (const timer of timers) clearInterval(timer);
    },
  };
}
