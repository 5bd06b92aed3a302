import { currentInvocation, type Invocation } from './invocation.ts';
import type { VirtualClock } from './virtual-clock.ts';

interface Alarm {
  readonly dueAt: number;
  readonly signal: AbortSignal;
}

/**
 * `AbortSignal.timeout` on virtual time. The requests of one invocation share a deadline, so they share a signal, and no
 * time passes for it any more when the invocation has ended.
 */
export function createAbortAfter(clock: VirtualClock): (milliseconds: number) => AbortSignal {
  const alarms = new WeakMap<Invocation, Alarm>();

  function alarmAt(dueAt: number, over: AbortSignal | undefined): Alarm {
    const controller = new AbortController();
    clock.wait(dueAt - clock.now(), over).then(
      () => controller.abort(),
      () => {},
    );
    return { dueAt, signal: controller.signal };
  }

  return (milliseconds) => {
    const dueAt = clock.now() + milliseconds;
    const invocation = currentInvocation();
    if (invocation === undefined) return alarmAt(dueAt, undefined).signal;
    const known = alarms.get(invocation);
    // Rounded to whole milliseconds, the same deadline may be one apart.
    const isSame = known !== undefined && Math.abs(known.dueAt - dueAt) <= 1;
    const alarm = isSame ? known : alarmAt(dueAt, invocation.over);
    alarms.set(invocation, alarm);
    return alarm.signal;
  };
}
