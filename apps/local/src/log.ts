import type { Cost } from './door/cost.ts';

/** What the platform tells the developer: one line an event, and what belongs to it indented below. */
export interface Log {
  /** Something that the platform itself did. */
  note(text: string): void;
  /** A function has handled an event. */
  invocation(event: InvocationLogged): void;
  /** A line that a function wrote while it handled no event. */
  output(functionName: string, line: string): void;
  problem(source: string, text: string): void;
}

interface InvocationLogged {
  readonly functionName: string;
  /** What invoked it: `ws message.send`, `topic responder`. */
  readonly trigger: string;
  readonly durationMs: number;
  /** Whether a process had to be started for it. */
  readonly cold: boolean;
  readonly cost: Cost;
  /** What the function wrote. */
  readonly output: readonly string[];
  /** Name, message and stack of what it failed with. */
  readonly failure: string | undefined;
}

export interface LogOptions {
  readonly write: (line: string) => void;
  readonly now: () => number;
  /** Whether a person watches: with colours then. */
  readonly colours: boolean;
}

const codes = { dim: 2, red: 31, cyan: 36 } as const;

export function createLog({ write, now, colours }: LogOptions): Log {
  const paint = (colour: keyof typeof codes, text: string): string =>
    colours ? `\u001b[${codes[colour]}m${text}\u001b[0m` : text;
  const line = (name: string, text: string): void =>
    write(
      `${paint('dim', new Date(now()).toISOString().slice(11, 23))} ${paint('cyan', name.padEnd(20))} ${text}`,
    );
  const below = (text: string, colour: keyof typeof codes): void => {
    for (const part of text.trimEnd().split('\n')) write(`${' '.repeat(13)}${paint(colour, `| ${part}`)}`);
  };
  return {
    note: (text) => line('switchboard', text),
    output: (functionName, text) => below(`${functionName}: ${text}`, 'dim'),
    problem: (source, text) => line(source, paint('red', text)),
    invocation: ({ functionName, trigger, durationMs, cold, cost, output, failure }) => {
      const outcome = failure === undefined ? '' : paint('red', '  failed');
      const start = cold ? '  cold' : '';
      line(
        functionName,
        `${trigger.padEnd(24)} ${durationMs.toFixed(1).padStart(7)} ms${describeCost(cost)}${start}${outcome}`,
      );
      for (const text of output) below(text, 'dim');
      if (failure !== undefined) below(failure, 'red');
    },
  };
}

function describeCost({ requests, readUnits, writeUnits }: Cost): string {
  if (requests === 0) return '';
  return `  ${requests} ${requests === 1 ? 'request' : 'requests'} ${readUnits} RCU ${writeUnits} WCU`;
}

/**
 * A log that leaves the environment's prefix out of names: `message-send` for `switchboard-local-message-send`.
 *
 * @param names every function's name
 */
export function withShortNames(log: Log, names: readonly string[]): Log {
  const prefix = commonPrefix(names);
  const short = (text: string): string => (prefix === '' ? text : text.replaceAll(prefix, ''));
  return {
    note: log.note,
    output: (functionName, text) => log.output(short(functionName), text),
    problem: (source, text) => log.problem(short(source), text),
    invocation: (event) =>
      log.invocation({ ...event, functionName: short(event.functionName), trigger: short(event.trigger) }),
  };
}

/** What all names begin with, up to a hyphen; of a single name nothing. */
function commonPrefix(names: readonly string[]): string {
  const [first = '', ...others] = names;
  let length = first.lastIndexOf('-') + 1;
  while (length > 0 && !others.every((name) => name.startsWith(first.slice(0, length)))) {
    length = first.lastIndexOf('-', length - 2) + 1;
  }
  return others.length === 0 ? '' : first.slice(0, length);
}
