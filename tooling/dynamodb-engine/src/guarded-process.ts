import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';

/**
 * Runs the command and kills it when standard input ends: when this process stops it, and also when this process was killed and
 * could stop nothing any more. An engine that outlived its owner would keep its file and its memory.
 */
const guard = `exec 3<&0
"$@" </dev/null & engine=$!
( cat <&3 >/dev/null; kill "$engine" 2>/dev/null ) & watcher=$!
wait "$engine"; status=$?
kill "$watcher" 2>/dev/null
exit "$status"`;

export interface GuardedProcess {
  readonly child: ChildProcess;
  /** Settles when it has ended, with how: `exit code 1`, `signal SIGKILL`. */
  readonly ended: Promise<string>;
}

/** Starts a program that does not outlive this process. */
export function startGuarded(command: string, args: readonly string[]): GuardedProcess {
  const child = spawn('/bin/sh', ['-c', guard, 'sh', command, ...args], {
    stdio: ['pipe', 'ignore', 'pipe'],
    // Ctrl-C is for the process that started it, which stops it in its turn.
    detached: true,
  });
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      // Where only the shell was killed, this ends the program itself.
      child.stdin?.end();
      resolve(describeEnd(code, signal));
    });
  });
  return { child, ended };
}

/** A shell reports a program that was killed as the exit code 128 and the number of the signal. */
function describeEnd(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal !== null) return `signal ${signal}`;
  const killedBy = Object.entries(constants.signals).find(([, number]) => number + 128 === code)?.[0];
  return killedBy === undefined ? `exit code ${code}` : `signal ${killedBy}`;
}

/** Ends what {@link startGuarded} started, and waits until it is gone. */
export function stopGuarded(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.stdin?.end();
  });
}
