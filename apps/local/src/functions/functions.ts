import { join } from 'node:path';
import type { LambdaFunction } from '../deployment/functions.ts';
import type { Meter } from '../door/meter.ts';
import type { Identities } from '../identity/identities.ts';
import { dollarsIn } from '../log/function-output.ts';
import type { Log } from '../log/log.ts';
import type { SourceLines } from '../reload/source-lines.ts';
import { bundleNameOf, newestZip, packageOf } from '../reload/watch-bundle.ts';
import type { Part } from '../started.ts';
import { frameIn, textOf } from '../studio/labels.ts';
import type { Recorder } from '../studio/recorder.ts';
import { createFunctionPool, type FunctionPool } from './function-pool.ts';
import { type FunctionProcess, startFunctionProcess } from './function-process.ts';
import { createHeldOutput } from './held-output.ts';
import { findInspected, type Inspection, withoutDebugger, withSourceMap } from './inspection.ts';
import { type FunctionError, failed, type Invocation, payloadLimits } from './invocation.ts';
import { unpackAll } from './unpack.ts';

export interface FunctionsOptions {
  readonly functions: readonly LambdaFunction[];
  /** The folder that bundles are unpacked to. */
  readonly codeFolder: string;
  readonly identities: Identities;
  readonly meter: Meter;
  readonly log: Log;
  readonly recorder: Pick<Recorder, 'invocation'>;
  readonly region: string;
  readonly doorEndpoint: string;
  /** The most processes that one function may have; events beyond that wait. */
  readonly maximumProcesses: number;
  /** How long a process may be idle before it is ended, in milliseconds; one of each function stays. */
  readonly idleMs: number;
  readonly now: () => number;
  readonly newId: () => string;
  readonly sources: SourceLines;
  /** A function that is debugged. @default none */
  readonly inspection?: Inspection | undefined;
}

/** Every function of the stack. */
export interface Functions extends Part {
  /**
   * @param payload the event as JSON
   * @param trigger what the log says that it was invoked by
   * @param requestId what the function is told as its `awsRequestId`. @default a new one
   */
  invoke(functionArn: string, payload: string, trigger: string, requestId?: string): Promise<Invocation>;
  /** Runs other code for a function from now on. @param folder where it lies, with its source map */
  reload(functionArn: string, folder: string): void;
  /**
   * Restarts a function's processes, with its bundle as it was last built; what they kept in memory is gone.
   *
   * @throws {PlatformError} `bundle.unreadable`
   */
  reloadBuilt(functionArn: string): Promise<void>;
  /** Kills every process of a function, in the middle of whatever it does. @returns how many */
  killAll(functionArn: string): number;
  /** Starts a process of each, so that first events find one. */
  warm(): Promise<void>;
  kill(accessKeyId: string): void;
}

/** @throws {PlatformError} `bundle.unreadable`, and `option.invalid` for a function that cannot be inspected */
export async function startFunctions(options: FunctionsOptions): Promise<Functions> {
  const { functions, identities, idleMs, inspection, log, maximumProcesses, meter, newId, now } = options;
  const { recorder, sources } = options;
  const inspected = inspection && (await findInspected(functions, inspection));
  const taskRoots = new Map(await unpackAll(functions, options.codeFolder));
  await knowSources(sources, functions, taskRoots, inspected);
  const output = createHeldOutput();
  /** Functions that were given other code than that of their zip. */
  const replaced = new Set<string>();
  let stopped = false;
  const byArn = new Map(
    functions.map((entry) => [entry.arn, { lambdaFunction: entry, pool: poolOf(entry) }]),
  );

  function poolOf(lambdaFunction: LambdaFunction): FunctionPool {
    const { name } = lambdaFunction;
    const isInspected = lambdaFunction === inspected;
    const onListening = (address: string): void =>
      log.note(`The debugger of ${name} listens at ${address} (port ${new URL(address).port}).`);
    const start = (): FunctionProcess => {
      const identity = identities.issue(lambdaFunction);
      const onOutput = (line: string): void => {
        const dollars = dollarsIn(line);
        if (dollars !== undefined) meter.pay(name, identity.accessKeyId, dollars);
        const told = sources.translate(line);
        if (!output.hold(identity.accessKeyId, told)) log.output(name, told);
      };
      const started = startFunctionProcess({
        ...options,
        lambdaFunction,
        identity,
        taskRoot: taskRoots.get(lambdaFunction.arn) ?? '',
        ...(isInspected && { inspectPort: inspection?.port ?? 0 }),
        onOutput: isInspected ? withoutDebugger(onOutput, onListening) : onOutput,
      });
      void started.ended.then(() => identities.revoke(identity));
      void started.ready.then((failure) => {
        if (failure && !stopped)
          log.problem(name, `It could not be started. ${sources.translate(describeError(failure))}`);
      });
      return started;
    };
    // One debugger sees every event.
    return createFunctionPool({ start, maximumProcesses: isInspected ? 1 : maximumProcesses, now });
  }
  const failureOf = (invocation: Invocation): string | undefined => {
    const failure = describeFailure(invocation);
    return failure && sources.translate(failure);
  };
  const pools: readonly FunctionPool[] = [...byArn.values()].map(({ pool }) => pool);
  const shrinking = setInterval(() => {
    for (const pool of pools) pool.shrink(idleMs);
  }, idleMs / 2);

  return {
    invoke: async (functionArn, payload, trigger, requestId = newId()) => {
      const entry = byArn.get(functionArn);
      if (!entry) return failed('ResourceNotFoundException', `Function not found: ${functionArn}`);
      const { lambdaFunction, pool } = entry;
      if (Buffer.byteLength(payload) > payloadLimits.synchronousBytes) return tooLarge(payload);
      const recorded = recorder.invocation({
        functionName: lambdaFunction.name,
        trigger,
        requestId,
        payload,
      });
      const handle = async (process: FunctionProcess, cold: boolean): Promise<Invocation> => {
        const { accessKeyId } = process.identity;
        const started = performance.now();
        meter.begin(lambdaFunction.name, accessKeyId);
        output.begin(accessKeyId);
        recorded.begin(accessKeyId, cold);
        const invocation = await process.invoke(requestId, payload);
        const durationMs = performance.now() - started;
        const done = {
          durationMs,
          cost: meter.end(accessKeyId, durationMs),
          output: output.end(accessKeyId),
          failure: failureOf(invocation),
        };
        recorded.finish(done);
        const said = textOf(recorded.reply() ?? frameIn(payload));
        log.invocation({ functionName: lambdaFunction.name, trigger, cold, said, ...done });
        return invocation;
      };
      const invocation = limitAnswer(await pool.run(handle));
      recorded.end(invocation);
      return invocation;
    },
    reload: (functionArn, folder) => {
      replaced.add(functionArn);
      sources.know(folder, join(folder, 'index.js.map'));
      taskRoots.set(functionArn, folder);
      byArn.get(functionArn)?.pool.renew();
    },
    reloadBuilt: async (functionArn) => {
      const entry = byArn.get(functionArn);
      if (!entry) return;
      if (!replaced.has(functionArn)) {
        const newest = {
          ...entry.lambdaFunction,
          zipFile: await newestZip(sources.root, entry.lambdaFunction),
        };
        const built = new Map(await unpackAll([newest], options.codeFolder));
        await knowSources(sources, [entry.lambdaFunction], built, inspected);
        for (const [arn, folder] of built) taskRoots.set(arn, folder);
      }
      entry.pool.renew();
    },
    killAll: (functionArn) => byArn.get(functionArn)?.pool.killAll() ?? 0,
    warm: async () => {
      // One after the other: the first events of a developer come while this still runs. A debugged function waits for the debugger.
      if (inspected) await byArn.get(inspected.arn)?.pool.warm();
      for (const pool of pools) await pool.warm();
    },
    kill: (accessKeyId) => {
      for (const pool of pools) pool.kill(accessKeyId);
    },
    stop: async () => {
      stopped = true;
      clearInterval(shrinking);
      await Promise.all(pools.map((pool) => pool.stop()));
    },
  };
}

const describeFailure = (invocation: Invocation): string | undefined =>
  invocation.type === 'failed' ? describeError(invocation.error) : undefined;

/** Lines of a stack in which nobody looks for a mistake: those of Node, and of what hands events over. */
const notTheirs = /^\s+at .*(node:|\/runtime-client\.cjs:)/;

const describeError = ({ errorType, errorMessage, trace }: FunctionError): string =>
  trace.length > 0
    ? trace.filter((line) => !notTheirs.test(line)).join('\n')
    : `${errorType}: ${errorMessage}`;

const tooLarge = (payload: string): Invocation =>
  failed(
    'RequestEntityTooLargeException',
    `${Buffer.byteLength(payload)} byte payload is too large for the RequestResponse invocation type (limit ${payloadLimits.synchronousBytes} bytes)`,
  );

function limitAnswer(invocation: Invocation): Invocation {
  if (
    invocation.type === 'failed' ||
    Buffer.byteLength(invocation.payload) <= payloadLimits.synchronousBytes
  ) {
    return invocation;
  }
  return failed(
    'Function.ResponseSizeTooLarge',
    `Response payload size exceeded maximum allowed payload size (${payloadLimits.synchronousBytes} bytes).`,
  );
}

/** Where the source maps of functions lie that were built here. One that is inspected runs from a folder with its map. */
async function knowSources(
  sources: SourceLines,
  functions: readonly LambdaFunction[],
  taskRoots: Map<string, string>,
  inspected: LambdaFunction | undefined,
): Promise<void> {
  for (const lambdaFunction of functions) {
    const bundleName = bundleNameOf(lambdaFunction);
    const folder = await packageOf(sources.root, bundleName);
    const taskRoot = taskRoots.get(lambdaFunction.arn);
    if (!folder || !taskRoot) continue;
    const mapFile = join(folder, 'dist', bundleName, 'index.js.map');
    const runFrom = lambdaFunction === inspected ? await withSourceMap(taskRoot, mapFile) : taskRoot;
    taskRoots.set(lambdaFunction.arn, runFrom);
    sources.know(runFrom, mapFile);
  }
}
