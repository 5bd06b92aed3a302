import { type Ending, type Invocation, runInvocation } from './invocation.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** What Lambda tells a function of its invocation. */
export interface LambdaContext {
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

export interface SimulatedFunction {
  readonly name: string;
  readonly timeoutMs: number;
  /** It answers before its time is over, whatever the services do. */
  readonly answersInTime?: boolean;
  readonly handler: (event: unknown, context: LambdaContext) => Promise<unknown>;
}

/** When Lambda tries an asynchronous invocation again, milliseconds after it failed. */
const retriesAfterMs = [60_000, 120_000];

/** How far a clock is from the world's at most, milliseconds: far more than AWS's clocks are. */
export const clockSkewAtMostMs = 300;

export interface LambdaParts {
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  /** Told of every run that begins. */
  readonly onStart: (invocation: Invocation) => void;
  /** Told of every run that its time limit ended although its function promises an answer. */
  readonly onOverdue: (invocation: Invocation) => void;
  /** Told of every run that returned, and what. */
  readonly onReturned: (invocation: Invocation, value: unknown) => void;
}

/** Runs functions as Lambda does: with a timeout, and asynchronous invocations up to three times. */
export function createLambda({ clock, random, onStart, onOverdue, onReturned }: LambdaParts) {
  let requests = 0;

  async function run(
    { name, timeoutMs, handler, answersInTime = false }: SimulatedFunction,
    event: unknown,
    requestId: string,
  ): Promise<Ending<unknown>> {
    const endsAt = clock.now() + timeoutMs;
    const context = {
      awsRequestId: requestId,
      getRemainingTimeInMillis: () => Math.max(endsAt - clock.now(), 0),
    };
    const clockSkewMs = random.integer(-clockSkewAtMostMs, clockSkewAtMostMs);
    let started: Invocation | undefined;
    const ending = await runInvocation(
      { functionName: name, requestId, event, clockSkewMs },
      () => handler(event, context),
      (invocation) => {
        started = invocation;
        onStart(invocation);
        clock.wait(timeoutMs, invocation.over).then(
          () => {
            if (answersInTime) onOverdue(invocation);
            invocation.kill();
          },
          () => {},
        );
      },
    );
    if (ending.type === 'returned' && started !== undefined) onReturned(started, ending.value);
    return ending;
  }

  const newRequestId = (): string => {
    requests += 1;
    // Of equal length, as Lambda's are, so none is a prefix of another.
    return `r${String(requests).padStart(5, '0')}`;
  };

  return {
    /** Invokes a function and waits for what it returns. */
    invoke: (called: SimulatedFunction, event: unknown): Promise<Ending<unknown>> =>
      run(called, event, newRequestId()),

    /** Hands an event over. What fails at every try is lost. */
    async invokeAsynchronously(called: SimulatedFunction, event: unknown): Promise<void> {
      const requestId = newRequestId();
      for (const retryAfterMs of [...retriesAfterMs, undefined]) {
        const ending = await run(called, event, requestId);
        if (ending.type === 'returned' || retryAfterMs === undefined) return;
        await clock.wait(retryAfterMs);
      }
    },
  };
}

export type SimulatedLambda = ReturnType<typeof createLambda>;
