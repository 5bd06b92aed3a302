import type { FunctionProcess } from './function-process.ts';
import type { Invocation } from './invocation.ts';

/** The processes of one function: as many as there are events at once, up to a bound; events beyond that wait. */
export interface FunctionPool {
  /** Starts a process ahead of the first event. */
  warm(): Promise<void>;
  /** @param use is told whether the event had to wait for a process to start */
  run(use: (process: FunctionProcess, cold: boolean) => Promise<Invocation>): Promise<Invocation>;
  /** Kills the process with this access key, if it is one of these. */
  kill(accessKeyId: string): void;
  stop(): void;
}

/** @param start starts a process, which calls the given function when it is gone */
export function createFunctionPool(
  start: (onExit: () => void) => Promise<FunctionProcess>,
  maximumProcesses: number,
): FunctionPool {
  const processes = new Set<FunctionProcess>();
  const idle: FunctionProcess[] = [];
  const waiting: (() => void)[] = [];
  /** Processes that live or are being started. */
  let count = 0;
  /** Those of them that are not ready yet: each will serve one who waits. */
  let starting = 0;
  let stopped = false;

  const serveNext = (): void => waiting.shift()?.();

  const startOne = async (): Promise<void> => {
    count += 1;
    starting += 1;
    try {
      const started: FunctionProcess = await start(() => {
        count -= 1;
        processes.delete(started);
        if (idle.includes(started)) idle.splice(idle.indexOf(started), 1);
        serveNext();
      });
      processes.add(started);
      if (stopped) started.kill();
      await started.ready;
      // One that could not load its bundle is handed over too: the event that gets it fails with the reason.
      idle.push(started);
    } finally {
      starting -= 1;
      serveNext();
    }
  };

  const acquire = async (): Promise<{ process: FunctionProcess; cold: boolean }> => {
    for (let waited = false; ; waited = true) {
      const process = idle.pop();
      if (process) return { process, cold: waited && !used.has(process) };
      if (waiting.length >= starting && count < maximumProcesses) void startOne();
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  const used = new WeakSet<FunctionProcess>();

  const release = (process: FunctionProcess): void => {
    if (processes.has(process)) idle.push(process);
    serveNext();
  };

  return {
    warm: startOne,
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
    kill: (accessKeyId) => {
      for (const process of processes) if (process.identity.accessKeyId === accessKeyId) process.kill();
    },
    stop: () => {
      stopped = true;
      for (const process of processes) process.kill();
    },
  };
}

/** After these the process is dying or dead: it takes no other event. */
const isFatal = (invocation: Invocation): boolean =>
  invocation.type === 'failed' && /^(Sandbox\.Timedout|Runtime\.ExitError)$/.test(invocation.error.errorType);
