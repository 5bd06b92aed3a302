import type { FunctionProcess } from './function-process.ts';
import type { Invocation } from './invocation.ts';

/**
 * The processes of one function: as many as there are events at once, up to a bound; events beyond that wait. Those that a burst
 * has left over are ended once nobody has needed them for a while; one always stays.
 */
export interface FunctionPool {
  /** Starts a process ahead of the first event. */
  warm(): Promise<void>;
  /** @param use is told whether the event had to wait for a process to start */
  run(use: (process: FunctionProcess, cold: boolean) => Promise<Invocation>): Promise<Invocation>;
  /** Ends all processes but one that have been idle for longer than this, in milliseconds. */
  shrink(idleMs: number): void;
  /** Takes other code: new processes run it, and one that is at work ends after its event. */
  renew(): void;
  /** Kills the process with this access key, if it is one of these. */
  kill(accessKeyId: string): void;
  /** Kills every process; events find new ones. @returns how many */
  killAll(): number;
  /** Kills every process and waits until they are gone. */
  stop(): Promise<void>;
}

export interface FunctionPoolOptions {
  readonly start: () => FunctionProcess;
  readonly maximumProcesses: number;
  readonly now: () => number;
}

interface Idle {
  readonly process: FunctionProcess;
  readonly since: number;
}

/**
 * How long an event waits for a process that is at work before another one is started, in milliseconds. Most events are handled
 * sooner than a process starts, and few processes that are warm need less than many that are not.
 */
const patienceMs = 40;

export function createFunctionPool({ start, maximumProcesses, now }: FunctionPoolOptions): FunctionPool {
  const processes = new Set<FunctionProcess>();
  const used = new WeakSet<FunctionProcess>();
  /** Those that run code that was replaced. */
  const outdated = new WeakSet<FunctionProcess>();
  /** Those that wait for an event. The last one was in use last, and is the first to be used again. */
  const idle: Idle[] = [];
  const waiting: (() => void)[] = [];
  /** Processes that live or are being started. */
  let count = 0;
  /** Those of them that are not ready yet: each will serve one that waits. */
  let starting = 0;
  let stopped = false;

  const serveNext = (): void => waiting.shift()?.();

  const forget = (process: FunctionProcess): void => {
    processes.delete(process);
    const index = idle.findIndex((entry) => entry.process === process);
    if (index >= 0) idle.splice(index, 1);
  };

  const startOne = async (): Promise<void> => {
    count += 1;
    starting += 1;
    const started = start();
    processes.add(started);
    void started.ended.then(() => {
      count -= 1;
      forget(started);
      serveNext();
    });
    await started.ready;
    if (outdated.has(started)) {
      starting -= 1;
      started.kill();
      return;
    }
    // One that could not load its bundle is handed over too: the event that gets it fails with the reason.
    idle.push({ process: started, since: now() });
    starting -= 1;
    serveNext();
  };

  const startIfNeeded = (): void => {
    if (!stopped && waiting.length > starting && count < maximumProcesses) void startOne();
  };

  const acquire = async (): Promise<{ process: FunctionProcess; cold: boolean }> => {
    for (let waited = false; ; waited = true) {
      const process = idle.pop()?.process;
      if (process) return { process, cold: waited && !used.has(process) };
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        if (count === 0) startIfNeeded();
        else setTimeout(startIfNeeded, patienceMs).unref();
      });
    }
  };

  const release = (process: FunctionProcess): void => {
    if (outdated.has(process)) process.kill();
    else if (processes.has(process)) idle.push({ process, since: now() });
    serveNext();
  };

  return {
    warm: async () => {
      if (!stopped && count === 0) await startOne();
    },
    run: async (use) => {
      const { process, cold } = await acquire();
      const failure = await process.ready;
      if (failure) {
        process.kill();
        return { type: 'failed', error: failure };
      }
      used.add(process);
      const invocation = await use(process, cold);
      if (isFatal(invocation)) process.kill();
      else release(process);
      return invocation;
    },
    shrink: (idleMs) => {
      const unused = idle.filter(({ since }) => now() - since > idleMs);
      const spare = Math.min(unused.length, processes.size - 1);
      for (const { process } of unused.slice(0, Math.max(0, spare))) {
        forget(process);
        process.kill();
      }
    },
    renew: () => {
      for (const process of processes) outdated.add(process);
      const ending = [...processes].map(({ ended }) => ended);
      for (const { process } of idle.splice(0)) process.kill();
      if (!stopped && count < maximumProcesses) void startOne();
      // The next one takes the place of the first that is gone.
      else
        void Promise.race(ending).then(() => {
          if (!stopped && count === 0) void startOne();
        });
    },
    kill: (accessKeyId) => {
      for (const process of processes) if (process.identity.accessKeyId === accessKeyId) process.kill();
    },
    killAll: () => {
      for (const process of processes) process.kill();
      return processes.size;
    },
    stop: async () => {
      stopped = true;
      for (const process of processes) process.kill();
      await Promise.all([...processes].map(({ ended }) => ended));
    },
  };
}

/** After these the process is dying or dead: it takes no other event. */
const isFatal = (invocation: Invocation): boolean =>
  invocation.type === 'failed' && /^(Sandbox\.Timedout|Runtime\.ExitError)$/.test(invocation.error.errorType);
