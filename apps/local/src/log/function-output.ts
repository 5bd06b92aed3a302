/** What a line that a function wrote says. */
export type FunctionLine =
  /** The function's own log: an event with fields, and what went wrong. */
  | {
      readonly type: 'event';
      /** For example `message.stored threadId=t1 seq=2`. */
      readonly phrase: string;
      /** The error with its causes and the first lines of its stack. */
      readonly error: string | undefined;
    }
  /** Metrics in CloudWatch's embedded format. CloudWatch turns such a line into a graph; nobody reads it. */
  | { readonly type: 'metrics' }
  /** Anything else, such as what a developer prints. */
  | { readonly type: 'text'; readonly text: string };

type Json = Readonly<Record<string, unknown>>;

/** Fields that say nothing to a person who watches. */
const uninteresting = new Set(['time', 'timestamp', 'level', 'event', 'error', 'requestId']);

const mostFields = 4;
const longestValue = 48;
const mostCauses = 5;
const mostFrames = 6;

/** Reads a line: a line that is neither a JSON object with an `event` nor metrics is a text. */
export function readFunctionLine(line: string): FunctionLine {
  const entry = parse(line);
  if (typeof entry?._aws === 'object') return { type: 'metrics' };
  if (typeof entry?.event !== 'string') return { type: 'text', text: line };
  const fields = Object.entries(entry)
    .filter(([name, value]) => !uninteresting.has(name) && value !== undefined && typeof value !== 'object')
    .slice(0, mostFields)
    .map(([name, value]) => `${name}=${shortened(String(value))}`);
  return {
    type: 'event',
    phrase: [entry.event, ...fields].join(' '),
    error: entry.error === undefined ? undefined : describeError(entry.error),
  };
}

/** The `dollars` that a function reports in a line of its log; `undefined` for any other line. */
export function dollarsIn(line: string): number | undefined {
  if (!line.includes('"dollars":')) return undefined;
  const { event, dollars } = parse(line) ?? {};
  const isPaid = typeof event === 'string' && typeof dollars === 'number' && dollars > 0;
  return isPaid && Number.isFinite(dollars) ? dollars : undefined;
}

function parse(line: string): Json | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Json;
  } catch {
    return undefined;
  }
}

const shortened = (text: string): string =>
  text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text;

function describeError(error: unknown, depth = 0): string {
  const { name, message, code, stack, cause } = error as Json;
  if (message === undefined) return String(error);
  const head = `${name ?? 'Error'}: ${message}${code === undefined ? '' : ` (${code})`}`;
  const hasCause = cause !== undefined && depth < mostCauses;
  // What went wrong is the cause: of what passed it on, one place is enough.
  const lines = [head, ...framesOf(stack).slice(0, hasCause ? 1 : mostFrames)];
  if (hasCause) lines.push(`caused by ${describeError(cause, depth + 1)}`);
  return lines.join('\n');
}

/** The frames of a stack. Those of Node itself, and those without a place, are left out: nobody finds a mistake there. */
function framesOf(stack: unknown): readonly string[] {
  if (typeof stack !== 'string') return [];
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return frames.filter((line) => !/node:|\(<anonymous>\)/.test(line));
}
