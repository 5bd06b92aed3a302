import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { LambdaFunction } from '../deployment/functions.ts';
import type { Identity } from '../identity/identities.ts';
import { environmentOf } from './environment.ts';
import { guarded } from './guard.ts';
import { type FunctionError, failed, type Invocation } from './invocation.ts';
import { type RuntimeApi, startRuntimeApi } from './runtime-api.ts';

export interface FunctionProcessOptions {
  readonly lambdaFunction: LambdaFunction;
  readonly identity: Identity;
  readonly region: string;
  readonly taskRoot: string;
  readonly doorEndpoint: string;
  readonly now: () => number;
  /** A line that the function wrote. */
  readonly onOutput: (line: string) => void;
  /** The process is gone, for whatever reason. */
  readonly onExit: () => void;
}

/** A process that runs a function's bundle: one event at a time. */
export interface FunctionProcess {
  readonly identity: Identity;
  /** Settles when the bundle is loaded; says what went wrong if it could not be. */
  readonly ready: Promise<FunctionError | undefined>;
  invoke(requestId: string, payload: string): Promise<Invocation>;
  kill(): void;
}

/** How long a bundle may take to load, in milliseconds. */
const initialisationMs = 10_000;

const runtimeClient = fileURLToPath(new URL('./runtime-client.cjs', import.meta.url));

export async function startFunctionProcess(options: FunctionProcessOptions): Promise<FunctionProcess> {
  const { lambdaFunction, identity, now } = options;
  let settle: ((invocation: Invocation) => void) | undefined;
  let current = '';
  let becomeReady: (failure: FunctionError | undefined) => void = () => {};
  const ready = new Promise<FunctionError | undefined>((resolve) => {
    becomeReady = resolve;
  });

  const finish = (requestId: string, invocation: Invocation): void => {
    if (requestId === current) settle?.(invocation);
  };
  const runtimeApi: RuntimeApi = await startRuntimeApi({
    ready: () => becomeReady(undefined),
    answered: (requestId, payload) => finish(requestId, { type: 'answered', payload }),
    failed: (requestId, error) => finish(requestId, { type: 'failed', error }),
    initialisationFailed: (error) => becomeReady(error),
  });

  const node = [`--max-old-space-size=${lambdaFunction.memoryMb}`, runtimeClient];
  const child = spawn(...guarded(process.execPath, node), {
    env: environmentOf({ ...options, runtimeApi: runtimeApi.address }),
    stdio: ['pipe', 'pipe', 'pipe'],
    // Ctrl-C is for the platform, which then stops its functions in order.
    detached: true,
  });
  readLines(child, options.onOutput);
  const initialising = setTimeout(() => child.kill('SIGKILL'), initialisationMs);
  void ready.then(() => clearTimeout(initialising));
  child.once('error', (error) => becomeReady(exitError(error.message)));
  child.once('exit', (code, signal) => {
    const ending = signal ? `signal: ${signal === 'SIGKILL' ? 'killed' : signal}` : `exit status ${code}`;
    becomeReady(exitError(ending));
    finish(current, { type: 'failed', error: exitError(ending, current) });
    runtimeApi.close();
    options.onExit();
  });

  return {
    identity,
    ready,
    kill: () => child.kill('SIGKILL'),
    invoke: (requestId, payload) =>
      new Promise((resolve) => {
        const deadline = now() + lambdaFunction.timeoutMs;
        const timeout = setTimeout(() => {
          finish(requestId, timedOut(requestId, lambdaFunction.timeoutMs, now()));
          child.kill('SIGKILL');
        }, lambdaFunction.timeoutMs);
        current = requestId;
        settle = (invocation) => {
          clearTimeout(timeout);
          settle = undefined;
          current = '';
          resolve(invocation);
        };
        runtimeApi.send({ requestId, payload, deadline, functionArn: lambdaFunction.arn });
      }),
  };
}

function readLines(child: ChildProcess, onLine: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', onLine);
  }
}

const exitError = (ending: string, requestId = ''): FunctionError => ({
  errorType: 'Runtime.ExitError',
  errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: ${ending}`,
  trace: [],
});

/** As Lambda words it. */
const timedOut = (requestId: string, timeoutMs: number, now: number): Invocation =>
  failed(
    'Sandbox.Timedout',
    `${new Date(now).toISOString()} ${requestId} Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`,
  );
