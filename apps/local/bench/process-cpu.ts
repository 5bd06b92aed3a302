import { readdirSync, readFileSync } from 'node:fs';

/** The kernel counts processor time in hundredths of a second. @see man proc_pid_stat */
const tickMs = 10;

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
  /** Processor time of the process itself, in milliseconds. */
  readonly ownMs: number;
  /** Processor time of its children that have ended. */
  readonly endedChildrenMs: number;
}

/** Processor time of a platform by part, in milliseconds. */
export interface ProcessorTime {
  readonly platform: number;
  readonly functions: number;
  readonly engine: number;
}

function statOf(pid: number): Stat | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    const ticks = (index: number): number => Number(fields[index]) * tickMs;
    return {
      pid,
      parent: Number(fields[1]),
      command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '),
      ownMs: ticks(11) + ticks(12),
      endedChildrenMs: ticks(13) + ticks(14),
    };
  } catch {
    // It has ended meanwhile: its parent counts it.
    return undefined;
  }
}

/** Reads the processor time of a platform and of all that it has started. @param pid the platform's process */
export function processorTimeOf(pid: number): ProcessorTime {
  const all = readdirSync('/proc')
    .map(Number)
    .filter(Boolean)
    .flatMap((other) => statOf(other) ?? []);
  const below = (parent: number): Stat[] =>
    all.filter((stat) => stat.parent === parent).flatMap((stat) => [stat, ...below(stat.pid)]);
  const platform = statOf(pid);
  const descendants = below(pid);
  const sum = (stats: readonly Stat[]): number => stats.reduce((total, { ownMs }) => total + ownMs, 0);
  const isEngine = ({ command }: Stat): boolean => /dynoxide|DynamoDBLocal/.test(command);
  return {
    platform: platform?.ownMs ?? 0,
    // Functions' processes that have ended are in the platform's account of its children.
    functions: sum(descendants.filter((stat) => !isEngine(stat))) + (platform?.endedChildrenMs ?? 0),
    engine: sum(descendants.filter(isEngine)),
  };
}

export const difference = (after: ProcessorTime, before: ProcessorTime): ProcessorTime => ({
  platform: after.platform - before.platform,
  functions: after.functions - before.functions,
  engine: after.engine - before.engine,
});
