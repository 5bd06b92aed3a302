import { type Cost, noCost } from '../door/cost.ts';
import type { Invocation } from '../functions/invocation.ts';
import type { Log } from '../log/log.ts';
import type {
  CallRecord,
  FrameRecord,
  HttpRecord,
  InvocationRecord,
  NoteRecord,
  Recorded,
} from './records.ts';

/** An invocation that is being recorded. */
interface RecordedInvocation {
  /** A process has taken the event. */
  begin(accessKeyId: string, cold: boolean): void;
  /** The process has finished. @param failure name, message and stack of what it failed with */
  finish(done: {
    durationMs: number;
    cost: Cost;
    output: readonly string[];
    failure: string | undefined;
  }): void;
  /** What it has posted of a bot's message, as JSON; `undefined` if it has posted none. */
  reply(): string | undefined;
  /** The caller has its answer. */
  end(invocation: Invocation): void;
}

/** A call that is being recorded. */
export interface RecordedCall {
  /** It was performed; what the caller is told may be something else. */
  performed(output: string | Buffer, cost: Cost): void;
  end(status: number | undefined, fault?: string): void;
}

/**
 * Remembers what happened last, for the studio: frames, invocations, calls to AWS, what was logged. It keeps what it is given and looks into
 * nothing, so that it costs next to nothing; the reader does the work.
 *
 * Its invariant: there are never more than {@link RecorderOptions.mostRecords} records, and all of them together have no more than
 * {@link RecorderOptions.mostBytes} bytes; what is older is forgotten.
 */
export interface Recorder {
  frame(frame: Pick<FrameRecord, 'direction' | 'connectionId' | 'requestId' | 'text'>): void;
  /** @returns tells the id and the answer, once they are known */
  http(request: Pick<HttpRecord, 'method' | 'url'>): {
    asked(requestId: string): void;
    end(status: number): void;
  };
  invocation(
    event: Pick<InvocationRecord, 'functionName' | 'trigger' | 'requestId' | 'payload'>,
  ): RecordedInvocation;
  /** @param accessKeyId of the process that calls */
  call(
    accessKeyId: string,
    call: Pick<CallRecord, 'functionName' | 'service' | 'operation' | 'resource' | 'url' | 'input'>,
  ): RecordedCall;
  note(kind: NoteRecord['kind'], source: string, text: string): void;
  /** Everything that is kept, the oldest first. */
  all(): readonly Recorded[];
  find(id: number): Recorded | undefined;
  clear(): void;
}

export interface RecorderOptions {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** @default 20 000 */
  readonly mostRecords?: number;
  /** @default 32 MB */
  readonly mostBytes?: number;
}

/** What is longer is not kept whole, in bytes: one file must not push everything else out. */
const longestContent = 64 * 1024;

/** What a frame with a bot's stored message contains. */
const botsMark = '"messageType":"bot"';

/** Roughly what a record takes in addition to its contents, in bytes. */
const recordBytes = 300;

export function createRecorder({
  now,
  mostRecords = 20_000,
  mostBytes = 32 * 1024 * 1024,
}: RecorderOptions): Recorder {
  /** Record `id` lies at `id % mostRecords`. */
  const ring: (Recorded | undefined)[] = new Array(mostRecords);
  const sizes: number[] = new Array(mostRecords).fill(0);
  const working = new Map<string, number>();
  /** The frames with a bot's message that processes posted last, by access key. */
  const replies = new Map<string, Buffer>();
  const began = now() - performance.now();
  let first = 1;
  let next = 1;
  let bytes = 0;

  const time = (): number => began + performance.now();

  const forgetFirst = (): void => {
    const place = first % mostRecords;
    bytes -= sizes[place] ?? 0;
    sizes[place] = 0;
    ring[place] = undefined;
    first += 1;
  };

  const isKept = (id: number): boolean => id >= first && id < next;

  const grow = (id: number, by: number): void => {
    if (!isKept(id)) return;
    const place = id % mostRecords;
    sizes[place] = (sizes[place] ?? 0) + by;
    bytes += by;
    while (bytes > mostBytes && first < next) forgetFirst();
  };

  /** @param contentBytes how much it keeps */
  const add = (record: Recorded, contentBytes: number): void => {
    if (next - first >= mostRecords) forgetFirst();
    ring[next % mostRecords] = record;
    next += 1;
    grow(record.id, recordBytes + contentBytes);
  };

  return {
    frame: ({ direction, connectionId, requestId, text }) => {
      const kept = clipText(text);
      add(
        { type: 'frame', id: next, at: time(), direction, connectionId, requestId, text: kept },
        kept.length,
      );
    },
    http: ({ method, url }) => {
      const at = time();
      const record: HttpRecord = {
        type: 'http',
        id: next,
        at,
        method,
        url,
        requestId: undefined,
        status: undefined,
        durationMs: undefined,
      };
      add(record, url.length);
      return {
        asked: (requestId) => {
          record.requestId = requestId;
        },
        end: (status) => {
          record.status = status;
          record.durationMs = time() - at;
        },
      };
    },
    invocation: ({ functionName, trigger, requestId, payload }) => {
      const at = time();
      const kept = clipText(payload);
      const record: InvocationRecord = {
        type: 'invocation',
        id: next,
        at,
        functionName,
        trigger,
        requestId,
        payload: kept,
        waitedMs: undefined,
        cold: false,
        durationMs: undefined,
        cost: noCost,
        output: [],
        failure: undefined,
        answer: undefined,
      };
      add(record, kept.length);
      let worker: string | undefined;
      return {
        begin: (accessKeyId, cold) => {
          worker = accessKeyId;
          working.set(accessKeyId, record.id);
          replies.delete(accessKeyId);
          record.waitedMs = time() - at;
          record.cold = cold;
        },
        finish: ({ durationMs, cost, output, failure }) => {
          record.durationMs = durationMs;
          record.cost = cost;
          record.output = output;
          record.failure = failure;
          grow(
            record.id,
            output.reduce((sum, line) => sum + line.length, failure?.length ?? 0),
          );
        },
        reply: () => worker && replies.get(worker)?.toString(),
        end: (invocation) => {
          if (worker !== undefined) replies.delete(worker);
          if (worker !== undefined && working.get(worker) === record.id) working.delete(worker);
          if (invocation.type === 'answered') {
            record.answer = clipText(invocation.payload);
            grow(record.id, record.answer.length);
            return;
          }
          const { errorType, errorMessage } = invocation.error;
          record.failure ??= `${errorType}: ${errorMessage}`;
          record.durationMs ??= 0;
        },
      };
    },
    call: (accessKeyId, { functionName, service, operation, resource, url, input }) => {
      const at = time();
      const kept = clipBuffer(input);
      if (service === 'execute-api' && input.includes(botsMark)) replies.set(accessKeyId, input);
      const record: CallRecord = {
        type: 'call',
        id: next,
        at,
        functionName,
        invocationId: working.get(accessKeyId),
        service,
        operation,
        resource,
        url,
        input: kept,
        output: '',
        status: undefined,
        cost: noCost,
        durationMs: undefined,
        fault: undefined,
      };
      add(record, kept.length + url.length);
      return {
        performed: (output, cost) => {
          record.output = typeof output === 'string' ? clipText(output) : clipBuffer(output);
          record.cost = cost;
          grow(record.id, record.output.length);
        },
        end: (status, fault) => {
          record.status = status;
          record.fault = fault;
          record.durationMs = time() - at;
        },
      };
    },
    note: (kind, source, text) => {
      const kept = clipText(text);
      add({ type: 'note', id: next, at: time(), kind, source, text: kept }, kept.length);
    },
    all: () => {
      const records: Recorded[] = [];
      for (let id = first; id < next; id += 1) {
        const record = ring[id % mostRecords];
        if (record) records.push(record);
      }
      return records;
    },
    find: (id) => (isKept(id) ? ring[id % mostRecords] : undefined),
    clear: () => {
      while (first < next) forgetFirst();
    },
  };
}

const clipText = (text: string): string =>
  text.length > longestContent ? text.slice(0, longestContent) : text;

/** A copy where it is cut: a part of it would keep the whole in memory. */
const clipBuffer = (bytes: Buffer): Buffer =>
  bytes.length > longestContent ? Buffer.from(bytes.subarray(0, longestContent)) : bytes;

/** A log that is recorded too. Invocations are recorded where they happen, with more than the log is told. */
export const recordedLog = (log: Log, recorder: Pick<Recorder, 'note'>): Log => ({
  note: (text) => {
    recorder.note('note', 'switchboard', text);
    log.note(text);
  },
  output: (functionName, line) => {
    recorder.note('output', functionName, line);
    log.output(functionName, line);
  },
  problem: (source, text) => {
    recorder.note('problem', source, text);
    log.problem(source, text);
  },
  invocation: log.invocation,
});
