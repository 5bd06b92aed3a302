import { AsyncLocalStorage } from 'node:async_hooks';

/** Where a function runs. */
export type Machine = Pick<Invocation, 'name' | 'clockSkewMs'>;

/** One run of a function. It can die between any two calls, and then it does nothing any more. */
export interface Invocation {
  readonly name: string;
  /** How far the clock of its machine is ahead, milliseconds. */
  readonly clockSkewMs: number;
  isAlive(): boolean;
  kill(): void;
  /** Fulfilled when it dies. */
  readonly died: Promise<'died'>;
}

const current = new AsyncLocalStorage<Invocation>();

/** The run that this code belongs to; none for the world outside, for example a client. */
export const currentInvocation = (): Invocation | undefined => current.getStore();

function createInvocation({ name, clockSkewMs }: Machine): Invocation {
  let alive = true;
  let die: () => void = () => {};
  const died = new Promise<'died'>((resolve) => {
    die = () => resolve('died');
  });
  return {
    name,
    clockSkewMs,
    isAlive: () => alive,
    kill() {
      alive = false;
      die();
    },
    died,
  };
}

/** How a run ended. */
export type Ending<T> =
  | { readonly type: 'returned'; readonly value: T }
  | { readonly type: 'threw'; readonly error: unknown }
  | { readonly type: 'died' };

/** Runs a function as an invocation of its own, which `onStart` may kill whenever it likes. */
export async function runInvocation<T>(
  machine: Machine,
  run: () => Promise<T>,
  onStart: (invocation: Invocation) => void,
): Promise<Ending<T>> {
  const invocation = createInvocation(machine);
  onStart(invocation);
  const ended = current.run(invocation, run).then(
    (value): Ending<T> => ({ type: 'returned', value }),
    (error: unknown): Ending<T> => ({ type: 'threw', error }),
  );
  const ending = await Promise.race([ended, invocation.died.then((): Ending<T> => ({ type: 'died' }))]);
  invocation.kill();
  return ending;
}
