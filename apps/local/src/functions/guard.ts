/**
 * Becomes the command, and kills it when standard input ends: when this process stops it, and also when this process was
 * killed and could stop nothing any more. A function in an endless loop cannot notice that by itself.
 * The file descriptor 3 is the command's own, if it was given one.
 * The command keeps the process id of the shell, so that signals and the exit code are its own.
 */
const guard = `exec 4<&0
( read -r _ <&4; kill -9 $$ ) >/dev/null 2>&1 3<&- &
exec "$@" </dev/null 4<&-`;

/** @returns what to spawn, with a pipe as standard input, to run a command that does not outlive this process */
export const guarded = (command: string, args: readonly string[]): readonly [string, string[]] => [
  '/bin/sh',
  ['-c', guard, 'sh', command, ...args],
];
