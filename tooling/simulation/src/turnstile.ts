import {
  brokenConnection,
  chooseFault,
  type Fault,
  type FaultRates,
  noFaults,
  throttlingError,
} from './faults.ts';
import { currentInvocation } from './invocation.ts';
import type { Scheduler } from './scheduler.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** Through which every call to a service passes, one at a time, in the order and with the faults of the seed. */
export interface Turnstile {
  /** Makes the call when it is its turn. What a function waits for that has died is never fulfilled. */
  pass<T>(name: string, call: () => Promise<T>): Promise<T>;
  /** From now on nothing goes wrong any more. */
  endFaults(): void;
}

export interface TurnstileParts {
  readonly scheduler: Scheduler;
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
}

/** A stall is about as long as the lease of a thread. */
const stallMs = [8_000, 35_000] as const;

const swallow = (): void => {};

export function createTurnstile(
  { scheduler, clock, random }: TurnstileParts,
  usualRates: FaultRates,
): Turnstile {
  let rates = usualRates;

  /** Makes a call; what it throws is what its caller gets, if the caller lives on. */
  async function callWith<T>(fault: Fault, label: string, call: () => Promise<T>): Promise<T> {
    switch (fault) {
      case 'none':
      case 'stalled':
        return await call();
      case 'throttled':
        throw throttlingError();
      case 'crashBefore':
        throw brokenConnection();
      case 'crashAfter':
      case 'answerLost':
        // Whether it was applied or refused: nobody learns of it.
        await call().then(swallow, swallow);
        throw brokenConnection();
      case 'appliedLate':
        scheduler.enqueue({ label: `late ${label}`, take: () => call().then(swallow, swallow) });
        throw brokenConnection();
    }
  }

  return {
    endFaults() {
      rates = noFaults;
    },
    pass: (name, call) => {
      const invocation = currentInvocation();
      const label = `${invocation?.name ?? 'outside'}: ${name}`;
      const isWanted = () => invocation?.isAlive() ?? true;
      return new Promise((resolve, reject) => {
        const make = async (fault: Fault): Promise<void> => {
          if (fault === 'crashBefore' || fault === 'crashAfter') invocation?.kill();
          const answer = callWith(fault, label, call);
          if (isWanted()) await answer.then(resolve, reject);
          else await answer.then(swallow, swallow);
        };
        const stall = (): void => {
          const later = { label, isWanted, take: () => make('none') };
          clock.wait(random.integer(...stallMs)).then(() => scheduler.enqueue(later), swallow);
        };
        const take = async (): Promise<void> => {
          // Nobody in the world outside is killed, throttled or cut off.
          const fault = invocation ? chooseFault(random, rates) : 'none';
          if (fault !== 'none') scheduler.note(`  ${fault}`);
          if (fault === 'stalled') stall();
          else await make(fault);
        };
        scheduler.enqueue({ label, take, isWanted });
      });
    },
  };
}
