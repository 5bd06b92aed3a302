import type { Schedule } from '../deployment/messaging.ts';
import type { Part } from '../started.ts';
import type { AsynchronousInvocations } from './asynchronous-invocations.ts';

/**
 * Runs what is scheduled; the first time after one whole interval.
 *
 * @param speed how many times faster than the clock
 */
export function startSchedules(
  schedules: readonly Schedule[],
  asynchronous: AsynchronousInvocations,
  speed: number,
): Part {
  const timers = schedules.map(({ name, functionArn, input, everyMs }) =>
    setInterval(() => {
      asynchronous.send(functionArn, JSON.parse(input), `schedule ${name}`);
    }, everyMs / speed),
  );
  return {
    stop: () => {
      for (const timer of timers) clearInterval(timer);
    },
  };
}
