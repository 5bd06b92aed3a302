import type { Cost } from '../door/cost.ts';
import { type FunctionLine, readFunctionLine } from './function-output.ts';

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

/**
 * How much is told. `error`: what failed. `warn`: problems too. `info`: every event in a line, and what functions print. `debug`: every line of
 * the functions' own logs too.
 */
export const logLevels = ['error', 'warn', 'info', 'debug'] as const;

export type LogLevel = (typeof logLevels)[number];

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
  /** What a person wrote, or what a bot replied, where the event is about that; else empty. */
  readonly said: string;
}

export interface LogOptions {
  readonly write: (line: string) => void;
  readonly now: () => number;
  /** @default 'info' */
  readonly level?: LogLevel;
  /** Whether a person watches: with colours then. */
  readonly colours: boolean;
}

const codes = { dim: 2, red: 31, yellow: 33, cyan: 36 } as const;

export function createLog({ write, now, level = 'info', colours }: LogOptions): Log {
  const tells = (wanted: LogLevel): boolean => logLevels.indexOf(wanted) <= logLevels.indexOf(level);
  const paint = (colour: keyof typeof codes, text: string): string =>
    colours ? `\u001b[${codes[colour]}m${text}\u001b[0m` : text;
  const line = (name: string, text: string): void =>
    write(
      `${paint('dim', new Date(now()).toISOString().slice(11, 23))} ${paint('cyan', name.padEnd(20))} ${text}`,
    );
  const below = (text: string, colour: keyof typeof codes): void => {
    for (const part of text.trimEnd().split('\n')) write(`${' '.repeat(13)}${paint(colour, `| ${part}`)}`);
  };
  const tellLine = (entry: FunctionLine, raw: string, source = ''): void => {
    if (entry.type === 'text') {
      if (tells('info')) below(`${source}${entry.text}`, 'dim');
    } else if (entry.type === 'event' && entry.error !== undefined) {
      if (tells('warn')) below(`${source}${entry.phrase}\n${entry.error}`, 'yellow');
    } else if (tells('debug')) below(`${source}${raw}`, 'dim');
  };

  return {
    note: (text) => {
      if (tells('info')) line('switchboard', text);
    },
    output: (functionName, text) => tellLine(readFunctionLine(text), text, `${functionName}: `),
    problem: (source, text) => {
      if (tells('warn')) line(source, paint('red', text));
    },
    invocation: ({ functionName, trigger, durationMs, cold, cost, output, failure, said }) => {
      const entries = output.map((raw) => ({ raw, entry: readFunctionLine(raw) }));
      if (tells(failure === undefined ? 'info' : 'error')) {
        const duration = `${durationMs.toFixed(1).padStart(7)} ms`;
        const outcome = failure === undefined ? '' : paint('red', '  failed');
        const phrase = lastPhrase(entries.map(({ entry }) => entry));
        line(
          functionName,
          `${trigger.padEnd(24)} ${duration}${describeCost(cost)}${cold ? '  cold' : ''}${outcome}${quoted(said)}${paint('dim', phrase)}`,
        );
      }
      for (const { raw, entry } of entries) tellLine(entry, raw);
      if (failure !== undefined) below(failure, 'red');
    },
  };
}

/** What a function says last of an event is what came of it. */
function lastPhrase(entries: readonly FunctionLine[]): string {
  const last = entries.findLast((entry) => entry.type === 'event');
  return last?.type === 'event' ? `  ${last.phrase}` : '';
}

const longestQuote = 80;

/** The words in one line, so that a person who watches sees which message this is. */
function quoted(said: string): string {
  const words = said
    .slice(0, 2 * longestQuote)
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  if (words === '') return '';
  return words.length > longestQuote
    ? `  “${words.slice(0, longestQuote - 1).toWellFormed()}…”`
    : `  “${words}”`;
}

function describeCost({ requests, readUnits, writeUnits, dollars }: Cost): string {
  const paid = dollars === undefined ? '' : `  $${dollars.toFixed(4)}`;
  if (requests === 0) return paid;
  return `  ${requests} ${requests === 1 ? 'request' : 'requests'} ${readUnits} RCU ${writeUnits} WCU${paid}`;
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
export function commonPrefix(names: readonly string[]): string {
  const [first = '', ...others] = names;
  let length = first.lastIndexOf('-') + 1;
  while (length > 0 && !others.every((name) => name.startsWith(first.slice(0, length)))) {
    length = first.lastIndexOf('-', length - 2) + 1;
  }
  return others.length === 0 ? '' : first.slice(0, length);
}
