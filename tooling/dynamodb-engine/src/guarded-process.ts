import { type ChildProcess, spawn } from 'node:child_process';

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

/** Starts a program that does not outlive this process. */
export const startGuarded = (command: string, args: readonly string[]): ChildProcess =>
  spawn('/bin/sh', ['-c', guard, 'sh', command, ...args], {
    stdio: ['pipe', 'ignore', 'pipe'],
    // Ctrl-C is for the process that started it, which stops it in its turn.
    detached: true,
  });

/** Ends what {@link startGuarded} started, and waits until it is gone. */
export function stopGuarded(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.stdin?.end();
  });
}
