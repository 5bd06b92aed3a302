import {
  abortedRequest,
  brokenConnection,
  chooseFault,
  type Fault,
  type FaultRates,
  noFaults,
  throttlingError,
} from './faults.ts';
import { currentInvocation, type Invocation } from './invocation.ts';
import type { Scheduler } from './scheduler.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** A call to a service. */
export interface Call<T> {
  readonly name: string;
  readonly make: () => Promise<T>;
  /** What the service does when others write to the same items. @default that does not happen to this call */
  readonly conflict?: () => Promise<T>;
  /** Aborts when the caller waits no longer. @default never */
  readonly signal?: AbortSignal | undefined;
}

/** Every call to a service passes it, one at a time, in the order and with the faults of the seed. */
export interface Turnstile {
  /** Makes the call when it is its turn. What a function waits for that has died is never fulfilled. */
  pass<T>(call: Call<T>): Promise<T>;
  /** What goes wrong from now on. @default nothing */
  setFaults(rates?: FaultRates): void;
  /** Lets the next call that is meant hang until it is released: what else happens meanwhile is for the caller to choose. */
  holdNext(meant: MeantCall): Hold;
}

/** One of the calls that functions make. */
interface MeantCall {
  /** As it is deployed. */
  readonly functionName: string;
  /** The name of the call. */
  readonly name: string;
  /** What the function was invoked with says this. */
  readonly mentions: string;
}

/** A call that is to hang, or hangs. */
export interface Hold {
  /** Fulfilled when it hangs. */
  readonly began: Promise<void>;
  /** Lets it go on, or none hang where none does yet. The call is made if its function still waits for it. */
  release(): void;
}

export interface TurnstileParts {
  readonly scheduler: Scheduler;
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  /** Told of every fault. */
  readonly onFault: (fault: Fault) => void;
  /** What happens at the services before a function's call, whoever makes it. */
  readonly beforeCall: () => Promise<void>;
}

/** A stall lasts longer than a client waits, up to longer than the lease of a thread, milliseconds. */
const stallMs = [2_000, 35_000] as const;

const swallow = (): void => {};

export function createTurnstile(
  { scheduler, clock, random, onFault, beforeCall }: TurnstileParts,
  usualRates: FaultRates,
): Turnstile {
  let rates = usualRates;
  /** Calls that are to hang. None of them does yet. */
  const meantToHang = new Map<MeantCall, (goOn: () => void) => void>();

  function holdNext(meant: MeantCall): Hold {
    const began = Promise.withResolvers<void>();
    let goOn = swallow;
    meantToHang.set(meant, (resume) => {
      goOn = resume;
      began.resolve();
    });
    return {
      began: began.promise,
      release() {
        meantToHang.delete(meant);
        goOn();
        goOn = swallow;
      },
    };
  }

  /** @returns what is told how the call goes on, if it is meant to hang */
  function holderOf(name: string, invocation: Invocation | undefined) {
    const found = [...meantToHang].find(
      ([meant]) =>
        meant.name === name &&
        meant.functionName === invocation?.functionName &&
        JSON.stringify(invocation.event).includes(meant.mentions),
    );
    if (found !== undefined) meantToHang.delete(found[0]);
    return found?.[1];
  }

  /** Makes a call; what it throws is what its caller gets, if the caller lives on. */
  async function callWith<T>(fault: Fault, label: string, { make, conflict = make }: Call<T>): Promise<T> {
    switch (fault) {
      case 'none':
      case 'stalled':
        return await make();
      case 'conflict':
        return await conflict();
      case 'throttled':
        throw throttlingError();
      case 'crashBefore':
        throw brokenConnection();
      case 'crashAfter':
      case 'answerLost':
        // Whether it was applied or refused: nobody learns of it.
        await make().then(swallow, swallow);
        throw brokenConnection();
      case 'appliedLate':
        scheduler.enqueue({ label: `late ${label}`, take: () => make().then(swallow, swallow) });
        throw brokenConnection();
    }
  }

  function pass<T>(call: Call<T>): Promise<T> {
    const { name, signal } = call;
    const invocation = currentInvocation();
    const caller = invocation ? `${invocation.functionName} ${invocation.requestId}` : 'outside';
    const label = `${caller}: ${name}`;
    let isWithdrawn = false;
    const isWanted = () => (invocation?.isAlive() ?? true) && !isWithdrawn;
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(abortedRequest());
      const abort = () => {
        // A request that is aborted may have left before, and is applied then all the same.
        isWithdrawn = random.chance(0.5);
        reject(abortedRequest());
      };
      signal?.addEventListener('abort', abort, { once: true });
      const make = async (fault: Fault): Promise<void> => {
        if (fault === 'crashBefore' || fault === 'crashAfter') invocation?.kill();
        const answer = callWith(fault, label, call);
        await (isWanted() ? answer.then(resolve, reject) : answer.then(swallow, swallow));
        signal?.removeEventListener('abort', abort);
      };
      const goOn = (): void => scheduler.enqueue({ label, isWanted, take: () => make('none') });
      const stall = (): void => {
        clock.wait(random.integer(...stallMs)).then(goOn, swallow);
      };
      const hold = (told: (goOn: () => void) => void): void => {
        onFault('stalled');
        scheduler.note('  held');
        told(goOn);
      };
      const take = async (): Promise<void> => {
        const holder = holderOf(name, invocation);
        if (holder !== undefined) return hold(holder);
        // Actors outside the functions are not killed, throttled or cut off.
        const fault = invocation ? chooseFault(random, rates) : 'none';
        if (invocation) await beforeCall();
        if (fault !== 'none') {
          onFault(fault);
          scheduler.note(`  ${fault}`);
        }
        if (fault === 'stalled') stall();
        else await make(fault);
      };
      scheduler.enqueue({ label, take, isWanted });
    });
  }

  return {
    pass,
    holdNext,
    setFaults(next = noFaults) {
      rates = next;
    },
  };
}
