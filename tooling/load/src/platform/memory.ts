import { readdirSync, readFileSync } from 'node:fs';

/** What Linux tells of a process; nothing of one that has ended. @see man proc_pid_stat */
function read(pid: number, file: 'stat' | 'statm' | 'cmdline'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/** The parent comes after the name, which stands in brackets. */
const parentOf = (pid: number): number => Number(read(pid, 'stat').split(') ').at(-1)?.split(' ')[1]);

const pageBytes = 4096;
const megabyte = 1024 * 1024;

/** The memory that a process holds, in MB. @see man proc_pid_statm */
const residentMb = (pid: number): number => (Number(read(pid, 'statm').split(' ')[1]) * pageBytes) / megabyte;

/** The memory of a platform by part, in MB. */
export interface PlatformMemory {
  readonly platformMb: number;
  /** The memory of the function's largest process. */
  readonly largestFunctionMb: number;
  readonly engineMb: number;
}

/** @param pid the platform's process */
export function memoryOf(pid: number): PlatformMemory {
  const all = readdirSync('/proc').map(Number).filter(Boolean);
  const parents = new Map(all.map((other) => [other, parentOf(other)]));
  const below = (parent: number): number[] =>
    all.filter((other) => parents.get(other) === parent).flatMap((child) => [child, ...below(child)]);
  const descendants = below(pid);
  const isEngine = (other: number): boolean => /dynoxide|DynamoDBLocal/.test(read(other, 'cmdline'));
  const largest = (pids: readonly number[]): number => Math.round(Math.max(0, ...pids.map(residentMb)));
  return {
    platformMb: Math.round(residentMb(pid)),
    largestFunctionMb: largest(descendants.filter((other) => !isEngine(other))),
    engineMb: largest(descendants.filter(isEngine)),
  };
}
