import { brokenConnection, chooseFault, type Fault, type FaultRates, noFaults, throttlingError } from './faults.ts';
import { currentInvocation } from './invocation.ts';
import type { Scheduler } from './scheduler.ts';
import type { SeededRandom } from './seeded-random.ts';

/** Through which every call to a service passes, one at a time, in the order and with the faults of the seed. */
export interface Turnstile {
  /** Makes the call when it is its turn. What a function waits for that has died is never fulfilled. */
  pass<T>(label: string, call: () => Promise<T>): Promise<T>;
  /** From now on nothing goes wrong any more. */
  endFaults(): void;
}

const swallow = (): void => {};

export function createTurnstile(scheduler: Scheduler, random: SeededRandom, usualRates: FaultRates): Turnstile {
  let rates = usualRates;

  /** What the caller gets, if it lives on. */
  async function callWith<T>(fault: Fault, label: string, call: () => Promise<T>): Promise<T> {
    switch (fault) {
      case 'none':
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
      return new Promise((resolve, reject) => {
        const take = async () => {
          // Nobody in the world outside is killed, throttled or cut off.
          const fault = invocation ? chooseFault(random, rates) : 'none';
          if (fault !== 'none') scheduler.note(`  ${fault}`);
          if (fault === 'crashBefore' || fault === 'crashAfter') invocation?.kill();
          const answer = callWith(fault, label, call);
          if (invocation?.isAlive() === false) await answer.then(swallow, swallow);
          else await answer.then(resolve, reject);
        };
        scheduler.enqueue({ label, take, isWanted: () => invocation?.isAlive() ?? true });
      });
    },
  };
}
