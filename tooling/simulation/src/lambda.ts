import { type Ending, runInvocation } from './invocation.ts';
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
  readonly handler: (event: unknown, context: LambdaContext) => Promise<unknown>;
}

/** When Lambda tries an asynchronous invocation again, milliseconds after it failed. */
const retriesAfterMs = [60_000, 120_000];

/** How far the clocks of two machines are apart at most, milliseconds: far more than those of AWS. */
const clockSkewAtMostMs = 300;

/** Runs functions as Lambda does: with a timeout, and asynchronous invocations up to three times. */
export function createLambda(clock: VirtualClock, random: SeededRandom) {
  /** Events that failed at every try. */
  const deadLetters: unknown[] = [];
  let requests = 0;

  async function run(
    { name, timeoutMs, handler }: SimulatedFunction,
    event: unknown,
    awsRequestId: string,
  ): Promise<Ending<unknown>> {
    const endsAt = clock.now() + timeoutMs;
    const context = { awsRequestId, getRemainingTimeInMillis: () => Math.max(endsAt - clock.now(), 0) };
    const clockSkewMs = random.integer(-clockSkewAtMostMs, clockSkewAtMostMs);
    const machine = { name: `${name} ${awsRequestId}`, clockSkewMs };
    const over = new AbortController();
    const ending = await runInvocation(
      machine,
      () => handler(event, context),
      (invocation) => {
        clock.wait(timeoutMs, over.signal).then(
          () => invocation.kill(),
          () => {},
        );
      },
    );
    over.abort();
    return ending;
  }

  const newRequestId = (): string => {
    requests += 1;
    return `r${requests}`;
  };

  return {
    deadLetters: deadLetters as readonly unknown[],

    /** Invokes a function and waits for what it returns. */
    invoke: (called: SimulatedFunction, event: unknown): Promise<Ending<unknown>> =>
      run(called, event, newRequestId()),

    /** Hands an event over; what fails at every try is a dead letter. */
    async invokeAsynchronously(called: SimulatedFunction, event: unknown): Promise<void> {
      const requestId = newRequestId();
      for (let tries = 0; ; tries += 1) {
        const ending = await run(called, event, requestId);
        if (ending.type === 'returned') return;
        const retryAfterMs = retriesAfterMs[tries];
        if (retryAfterMs === undefined) break;
        await clock.wait(retryAfterMs);
      }
      deadLetters.push(event);
    },
  };
}

export type SimulatedLambda = ReturnType<typeof createLambda>;
