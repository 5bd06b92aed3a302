import type { Schedule } from '../deployment/schedules.ts';
import type { Log } from '../log/log.ts';
import type { StoredMessage } from '../queues/message-store.ts';
import type { Queues } from '../queues/queues.ts';
import type { Part } from '../started.ts';
import type { AsynchronousInvocations } from './asynchronous-invocations.ts';
import { isDue } from './cron.ts';

export interface SchedulesOptions {
  readonly schedules: readonly Schedule[];
  readonly asynchronous: Pick<AsynchronousInvocations, 'send'>;
  readonly queues: Pick<Queues, 'find' | 'send'>;
  /** How many times faster than the clock their time goes. */
  readonly speed: number;
  readonly now: () => number;
  readonly log: Log;
}

const minuteMs = 60_000;

/** What is scheduled. */
export interface Schedules extends Part {
  /** Runs a schedule now, in addition to its times. @returns whether the stack has it */
  run(name: string): boolean;
  /** The schedule whose run a message of a dead-letter queue stands for. */
  missedBy(letter: Pick<StoredMessage, 'attributes'>): Schedule | undefined;
  /** Starts a run that could not be started before. @returns whether its input is whole and the function took it */
  runAgain(letter: Pick<StoredMessage, 'attributes' | 'body'>): boolean;
}

/** Runs what is scheduled: at a rate, the first time after one whole interval; or at the minutes of a cron expression. */
export function startSchedules(options: SchedulesOptions): Schedules {
  const { schedules, asynchronous, queues, speed, now, log } = options;
  const invoke = ({ name, functionArn }: Schedule, input: string): boolean =>
    asynchronous.send(functionArn, JSON.parse(input), `schedule ${name}`);
  const run = (schedule: Schedule): void => {
    if (invoke(schedule, schedule.input)) return;
    const { name, functionArn, deadLetterArn, input } = schedule;
    log.problem(name, `The function ${functionArn} did not accept the run of the schedule.`);
    const deadLetters = queues.find(deadLetterArn ?? '');
    if (deadLetters) queues.send(deadLetters, { body: input, attributes: letterAttributes(schedule, now()) });
  };
  const missedBy: Schedules['missedBy'] = ({ attributes }) =>
    schedules.find(({ arn }) => arn === attributes.SCHEDULE_ARN?.StringValue);
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
    missedBy,
    runAgain: (letter) => {
      const schedule = missedBy(letter);
      return schedule !== undefined && isJson(letter.body) && invoke(schedule, letter.body);
    },
    stop: () => {
      for (const timer of timers) clearInterval(timer);
    },
  };
}

/** The scheduler cuts an input that is too long for a message. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * The message attributes that EventBridge Scheduler adds to a dead letter.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
 */
const letterAttributes = ({ arn, functionArn }: Schedule, now: number): StoredMessage['attributes'] => {
  const texts = {
    SCHEDULE_ARN: arn,
    TARGET_ARN: functionArn,
    SCHEDULED_TIME: new Date(now).toISOString(),
    ERROR_CODE: 'ResourceNotFoundException',
    ERROR_MESSAGE: `Function not found: ${functionArn}`,
  };
  return Object.fromEntries(
    Object.entries(texts).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  );
};
