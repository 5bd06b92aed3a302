import { AsyncLocalStorage } from 'node:async_hooks';

/** What a run of a function is known by. */
export interface Assignment {
  /** The name of the function. */
  readonly functionName: string;
  /** The same when Lambda tries an event again. */
  readonly requestId: string;
  /** What the function was invoked with. */
  readonly event: unknown;
  /** How far the clock of its machine is ahead, milliseconds. */
  readonly clockSkewMs: number;
}

/** One run of a function. It can die between any two calls, and then it does nothing any more. */
export interface Invocation extends Assignment {
  isAlive(): boolean;
  kill(): void;
  /** Fulfilled when it dies. */
  readonly died: Promise<'died'>;
  /** Aborts when it has ended, in whatever way. */
  readonly over: AbortSignal;
}

const current = new AsyncLocalStorage<Invocation>();

/** The run that this code belongs to; none for the world outside, for example a client. */
export const currentInvocation = (): Invocation | undefined => current.getStore();

function createInvocation(assignment: Assignment): Invocation {
  const over = new AbortController();
  let die: () => void = () => {};
  const died = new Promise<'died'>((resolve) => {
    die = () => resolve('died');
  });
  return {
    ...assignment,
    isAlive: () => !over.signal.aborted,
    kill() {
      over.abort();
      die();
    },
    died,
    over: over.signal,
  };
}

/** How a run ended. */
export type Ending<T> =
  | { readonly type: 'returned'; readonly value: T }
  | { readonly type: 'threw'; readonly error: unknown }
  | { readonly type: 'died' };

/** Runs a function as an invocation of its own, which `onStart` may kill at any time. */
export async function runInvocation<T>(
  assignment: Assignment,
  run: () => Promise<T>,
  onStart: (invocation: Invocation) => void,
): Promise<Ending<T>> {
  const invocation = createInvocation(assignment);
  onStart(invocation);
  const ended = current.run(invocation, run).then(
    (value): Ending<T> => ({ type: 'returned', value }),
    (error: unknown): Ending<T> => ({ type: 'threw', error }),
  );
  const ending = await Promise.race([ended, invocation.died.then((): Ending<T> => ({ type: 'died' }))]);
  invocation.kill();
  return ending;
}
