import type { LambdaFunction } from '../deployment/functions.ts';
import type { Exchange, RecordDetail, Spent, ThreadSummary, TimelineRow } from './api-types.ts';
import { endOf, isOutside, type Node, nodesFor, nodesOf, threadsOf, treesOf } from './exchanges.ts';
import {
  errorOf,
  isBotsMessage,
  labelOf,
  loggedErrors,
  messageIn,
  nameOfFrame,
  parseObject,
} from './labels.ts';
import type { Mask } from './mask.ts';
import { addUsages, callUsage, dollarsOf, noUsage, type Usage } from './prices.ts';
import type { Recorder } from './recorder.ts';
import type { Recorded } from './records.ts';

export interface TimelineOptions {
  readonly recorder: Pick<Recorder, 'all' | 'find'>;
  readonly functions: readonly LambdaFunction[];
  readonly mask: Mask;
  /** Leaves the environment's prefix out of names. */
  readonly short: (name: string) => string;
}

/** What the studio tells of threads, from what was recorded. */
export interface Timeline {
  /** The threads that were spoken of, the latest first. */
  threads(): readonly ThreadSummary[];
  /** What happened in a thread, the oldest first. */
  exchanges(threadId: string): readonly Exchange[];
  /** What has to do with no thread: requests, and events of queues and schedules. The oldest first. */
  others(): readonly Exchange[];
  detail(id: number): RecordDetail | undefined;
}

/** The most exchanges that are told at once, the newest. */
const mostExchanges = 50;

export function createTimeline({ recorder, functions, mask, short }: TimelineOptions): Timeline {
  const memoryOf = new Map(functions.map(({ name, memoryMb }) => [name, memoryMb]));

  const usageOf = (record: Recorded): Usage => {
    switch (record.type) {
      case 'frame':
        return { ...noUsage, webSocketMessages: 1 };
      case 'http':
        return { ...noUsage, httpRequests: 1 };
      case 'invocation': {
        const gigabytes = (memoryOf.get(record.functionName) ?? 0) / 1024;
        const seconds = (record.durationMs ?? 0) / 1000;
        // Its units are those of its calls.
        const { dollars = 0 } = record.cost;
        return { ...noUsage, invocations: 1, gigabyteSeconds: gigabytes * seconds, dollars };
      }
      case 'call':
        return { ...callUsage(record.service, record.operation), ...record.cost };
      case 'note':
        return noUsage;
    }
  };

  const spentOn = (records: readonly Recorded[]): Spent => {
    const usage = records.map(usageOf).reduce(addUsages, noUsage);
    const { requests, readUnits, writeUnits } = usage;
    return { requests, readUnits, writeUnits, dollars: dollarsOf(usage) };
  };

  const rowOf = ({ node: { record }, depth }: { node: Node; depth: number }): TimelineRow => {
    const { label, detail } = labelOf(record, short);
    const error = errorOf(record);
    const cost = record.type === 'invocation' || record.type === 'call' ? record.cost : noUsage;
    return {
      id: record.id,
      depth,
      kind: record.type,
      service: record.type === 'call' ? record.service : null,
      label: mask.text(label),
      detail: mask.text(detail),
      at: record.at,
      durationMs: record.type === 'frame' || record.type === 'note' ? 0 : (record.durationMs ?? null),
      waitedMs: record.type === 'invocation' ? (record.waitedMs ?? 0) : 0,
      requests: cost.requests,
      readUnits: cost.readUnits,
      writeUnits: cost.writeUnits,
      error: error && mask.text(error),
      fault: record.type === 'call' ? (record.fault ?? null) : null,
    };
  };

  const exchangeOf = (root: Node, nodes: readonly { node: Node; depth: number }[]): Exchange => {
    const records = nodes.map(({ node }) => node.record);
    const answered = records.find((record) => record.type === 'call' && isBotsMessage(record));
    const { at } = root.record;
    return {
      ...spentOn(records),
      id: root.record.id,
      at,
      durationMs: Math.max(...records.map(endOf)) - at,
      action: actionOf(root.record),
      text: root.record.type === 'frame' ? mask.text(messageIn(root.record)) : '',
      answeredMs: answered ? endOf(answered) - at : null,
      failures: failuresOf(nodes.map(({ node }) => node)),
      isRunning: records.some(isRunning),
      rows: nodes.map(rowOf),
    };
  };

  const actionOf = (record: Recorded): string => {
    if (record.type === 'frame') return nameOfFrame(record.text);
    const { label, detail } = labelOf(record, short);
    return record.type === 'invocation' ? detail : label;
  };

  const exchanges = (threadId: string): readonly Exchange[] =>
    treesOf(recorder.all())
      .filter((root) => threadsOf(root).has(threadId))
      .slice(-mostExchanges)
      .map((root) => exchangeOf(root, nodesFor(root, threadId)));

  return {
    exchanges,
    others: () =>
      treesOf(recorder.all())
        .filter(isOutside)
        .slice(-mostExchanges)
        .map((root) => exchangeOf(root, nodesOf(root))),
    threads: () => {
      const roots = new Map<string, Node[]>();
      for (const root of treesOf(recorder.all())) {
        for (const id of threadsOf(root)) roots.set(id, [...(roots.get(id) ?? []), root]);
      }
      return [...roots]
        .map(([threadId, ofThread]) => {
          const nodes = ofThread.flatMap((root) => nodesFor(root, threadId).map(({ node }) => node));
          const records = nodes.map(({ record }) => record);
          const texts = records.flatMap((record) => (record.type === 'frame' ? messageIn(record) || [] : []));
          return {
            ...spentOn(records),
            threadId,
            lastAt: Math.max(...records.map(endOf)),
            messages: texts.length,
            failures: failuresOf(nodes),
            lastText: mask.text(texts.at(-1) ?? ''),
          };
        })
        .toSorted((a, b) => b.lastAt - a.lastAt);
    },
    detail: (id) => {
      const record = recorder.find(id);
      return record && detailOf(record, { mask, short });
    },
  };
}

/** Failures that somebody should look at. A condition that did not hold, and a secret that nobody has stored, are parts of how the stack works. */
const isFailure = (record: Recorded): boolean => {
  const error = errorOf(record);
  if (error === null) return false;
  return !(
    record.type === 'call' && /ConditionalCheckFailed|ParameterNotFound|connection is gone/.test(error)
  );
};

/** What failed within an event that failed is the same failure. */
const failuresOf = (nodes: readonly Node[]): number =>
  nodes.filter(
    ({ record, parent }) =>
      isFailure(record) && !(parent?.record.type === 'invocation' && errorOf(parent.record) !== null),
  ).length;

const isRunning = (record: Recorded): boolean =>
  (record.type === 'invocation' || record.type === 'call') && record.durationMs === undefined;

function detailOf(record: Recorded, { mask, short }: Pick<TimelineOptions, 'mask' | 'short'>): RecordDetail {
  const { label, detail } = labelOf(record, short);
  const facts: [string, string][] = [['began', new Date(record.at).toISOString()]];
  const contents: { name: string; text: string }[] = [];
  const fact = (name: string, value: string | number | undefined): void => {
    if (value !== undefined && value !== '') facts.push([name, mask.text(String(value))]);
  };
  const content = (name: string, text: string | undefined): void => {
    if (text) contents.push({ name, text: pretty(mask.text(text)) });
  };
  const ms = (value: number | undefined): string | undefined =>
    value === undefined ? undefined : `${value.toFixed(1)} ms`;
  // The error of an invocation stands below, with its causes.
  if (record.type !== 'invocation') fact('error', errorOf(record) ?? undefined);
  switch (record.type) {
    case 'frame':
      fact('connection', record.connectionId);
      fact('request', record.requestId);
      content('frame', record.text);
      break;
    case 'http':
      fact('took', ms(record.durationMs));
      fact('status', record.status);
      fact('address', record.url);
      break;
    case 'invocation':
      fact('invoked by', record.trigger);
      fact('waited for a process', ms(record.waitedMs));
      fact('took', record.durationMs === undefined ? 'still running' : ms(record.durationMs));
      fact('cold start', record.cold ? 'yes' : undefined);
      fact('requests to DynamoDB', record.cost.requests);
      fact('read units', record.cost.readUnits);
      fact('write units', record.cost.writeUnits);
      fact('paid to others', record.cost.dollars === undefined ? undefined : `$${record.cost.dollars}`);
      fact('request', record.requestId);
      content('error', [...loggedErrors(record), record.failure ?? []].flat().join('\n\n'));
      content('log', record.output.map((line) => mask.text(withoutError(line))).join('\n'));
      content('event', record.payload);
      content('answer', record.answer);
      break;
    case 'call':
      fact('service', record.service);
      fact('on', record.resource);
      fact('took', record.durationMs === undefined ? 'no answer' : ms(record.durationMs));
      fact('status', record.status);
      fact('fault', record.fault);
      fact('read units', record.cost.readUnits || undefined);
      fact('write units', record.cost.writeUnits || undefined);
      content('request', requestText(record.service, record.input));
      // The value of a parameter may be a secret.
      content('answer', record.service === 'ssm' ? 'is not shown' : record.output.toString());
      break;
    case 'note':
      content('text', record.text);
      break;
  }
  return { id: record.id, title: mask.text(detail === '' ? label : `${label} · ${detail}`), facts, contents };
}

/** A line of the log. An error in it stands above, where it can be read. */
function withoutError(line: string): string {
  if (!line.includes('"error":')) return line;
  const { error, ...rest } = parseObject(line);
  return error === undefined ? line : JSON.stringify(rest);
}

function requestText(service: string, input: Buffer): string {
  const text = input.toString('utf8');
  if (service !== 'sns') return text;
  return [...new URLSearchParams(text)].map(([name, value]) => `${name}: ${value}`).join('\n');
}

/** JSON in lines, and JSON within JSON as what it is. */
function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
