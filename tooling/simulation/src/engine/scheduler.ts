import { setImmediate as nextTick } from 'node:timers/promises';
import type { SeededRandom } from './seeded-random.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** A step that waits for its turn. */
interface Step {
  readonly label: string;
  /** The process that wants the step may be dead by now: then it is never taken. @default always */
  readonly isWanted?: () => boolean;
  /** Nothing else happens before its promise is fulfilled. It must not reject. */
  readonly take: () => Promise<void>;
}

/**
 * Lets one step happen at a time, in an order that the seed chooses. Between two steps everything runs until all of it
 * waits for a turn or for time to pass, so the order of the steps is the only thing that can differ between two runs.
 */
export interface Scheduler {
  /** Lets the step be taken at some time, when it is its turn. */
  enqueue(step: Step): void;
  /** Writes a line into the trace. */
  note(line: string): void;
  /** Work goes on that is not a step, and that time alone does not wake: nothing else happens before it is over. */
  busy(change: 1 | -1): void;
  /** Whether time goes on now and then although somebody could act. @default true */
  letTimePass(passes: boolean): void;
  /** Runs until nobody waits for anything. @throws {Error} after too many steps: someone is going round in circles */
  runUntilIdle(): Promise<void>;
  /** What happened, in order. */
  readonly trace: readonly string[];
}

const stepsAtMost = 20_000;
/** How often time goes on although somebody could act: slow functions, and leases that run out under them. */
const timePassesFirst = 0.04;

export function createScheduler(random: SeededRandom, clock: VirtualClock): Scheduler {
  const waiting: Step[] = [];
  const trace: string[] = [];
  let busyWork = 0;
  let timePasses = true;

  /** Promises settle before the next tick; work that takes real time (the SDK's own retries) counts as busy. */
  async function settle(): Promise<void> {
    do {
      await nextTick();
      await nextTick();
    } while (busyWork > 0);
  }

  function nextStep(): Step | undefined {
    const wanted = waiting.filter(({ isWanted = () => true }) => isWanted());
    waiting.splice(0, waiting.length, ...wanted);
    if (wanted.length === 0 || (timePasses && clock.hasTimers() && random.chance(timePassesFirst)))
      return undefined;
    return waiting.splice(random.integer(0, waiting.length - 1), 1)[0];
  }

  async function actOnce(): Promise<boolean> {
    await settle();
    const step = nextStep();
    if (step === undefined && !clock.hasTimers()) return false;
    if (step === undefined) {
      clock.fireNext();
      trace.push(`${clock.now()} time passes`);
      return true;
    }
    clock.advance(random.integer(1, 20));
    trace.push(`${clock.now()} ${step.label}`);
    await step.take();
    return true;
  }

  return {
    trace,
    busy(change) {
      busyWork += change;
    },
    letTimePass(passes) {
      timePasses = passes;
    },
    enqueue(step) {
      waiting.push(step);
    },
    note(line) {
      trace.push(`${clock.now()} ${line}`);
    },
    async runUntilIdle() {
      for (let steps = 0; await actOnce(); steps += 1) {
        if (steps >= stepsAtMost)
          throw new Error(`Not idle after ${stepsAtMost} steps: ${trace.slice(-20).join('; ')}`);
      }
    },
  };
}
