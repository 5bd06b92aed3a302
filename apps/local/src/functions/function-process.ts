import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { LambdaFunction } from '../deployment/functions.ts';
import type { Identity } from '../identity/identities.ts';
import { environmentOf } from './environment.ts';
import { openEventChannel } from './event-channel.ts';
import { guarded } from './guard.ts';
import { inspectedTimeoutMs } from './inspection.ts';
import { type FunctionError, failed, type Invocation } from './invocation.ts';

export interface FunctionProcessOptions {
  readonly lambdaFunction: LambdaFunction;
  readonly identity: Identity;
  readonly region: string;
  readonly taskRoot: string;
  readonly doorEndpoint: string;
  readonly now: () => number;
  /** Where its debugger listens; 0: any free port. It has no time limits then. @default it has no debugger */
  readonly inspectPort?: number;
  /** A line that the function wrote. */
  readonly onOutput: (line: string) => void;
}

/** A process that runs a function's bundle: one event at a time. */
export interface FunctionProcess {
  readonly identity: Identity;
  /** Settles when the bundle is loaded; says what went wrong if it could not be. */
  readonly ready: Promise<FunctionError | undefined>;
  /** Settles when the process is gone, for whatever reason. */
  readonly ended: Promise<void>;
  invoke(requestId: string, payload: string): Promise<Invocation>;
  kill(): void;
}

/** How long a bundle may take to load, in milliseconds. */
const initialisationMs = 10_000;

/** The number under which a process knows its socket to the platform. */
const channelDescriptor = 3;

const runtimeClient = fileURLToPath(new URL('./runtime-client.cjs', import.meta.url));

export function startFunctionProcess(options: FunctionProcessOptions): FunctionProcess {
  const { lambdaFunction, identity, now, inspectPort } = options;
  const isInspected = inspectPort !== undefined;
  let settle: ((invocation: Invocation) => void) | undefined;
  let current = '';
  let becomeReady: (failure: FunctionError | undefined) => void = () => {};
  const ready = new Promise<FunctionError | undefined>((resolve) => {
    becomeReady = resolve;
  });

  const finish = (requestId: string, invocation: Invocation): void => {
    if (requestId === current) settle?.(invocation);
  };
  const node = [
    `--max-old-space-size=${lambdaFunction.memoryMb}`,
    ...(isInspected ? [`--inspect=127.0.0.1:${inspectPort}`] : []),
    runtimeClient,
  ];
  const child = spawn(...guarded(process.execPath, node), {
    env: environmentOf(options),
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    // Ctrl-C is for the platform, which then stops its functions in order.
    detached: true,
  });
  const channel = openEventChannel(child.stdio[channelDescriptor] as Duplex, {
    ready: () => becomeReady(undefined),
    answered: (requestId, payload) => finish(requestId, { type: 'answered', payload }),
    failed: (requestId, error) => finish(requestId, { type: 'failed', error }),
    initialisationFailed: (error) => becomeReady(error),
  });
  readLines(child, options.onOutput);
  const initialising = isInspected ? undefined : setTimeout(() => child.kill('SIGKILL'), initialisationMs);
  void ready.then(() => clearTimeout(initialising));
  const ended = endOf(child).then((ending) => {
    becomeReady(exitError(ending));
    finish(current, { type: 'failed', error: exitError(ending, current) });
  });

  return {
    identity,
    ready,
    ended,
    kill: () => child.kill('SIGKILL'),
    invoke: (requestId, payload) =>
      new Promise((resolve) => {
        const timeoutMs = isInspected ? inspectedTimeoutMs : lambdaFunction.timeoutMs;
        const deadline = now() + timeoutMs;
        const timeout = setTimeout(() => {
          finish(requestId, timedOut(requestId, timeoutMs, now()));
          child.kill('SIGKILL');
        }, timeoutMs);
        current = requestId;
        settle = (invocation) => {
          clearTimeout(timeout);
          settle = undefined;
          current = '';
          resolve(invocation);
        };
        channel.send({ requestId, payload, deadline, functionArn: lambdaFunction.arn });
      }),
  };
}

/** Settles when a process is gone, or could not be started at all, with how. */
const endOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) =>
      resolve(signal ? `signal: ${signal === 'SIGKILL' ? 'killed' : signal}` : `exit status ${code}`),
    );
  });

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
