import type { Cost } from '../door/cost.ts';

/** What every record has. */
interface RecordBase {
  /** Its number: rises by one with every record. */
  readonly id: number;
  /** When it began, in epoch milliseconds with fractions. */
  readonly at: number;
}

/** A frame of a client, or an answer that API Gateway itself sent to one. What functions post is a call. */
export interface FrameRecord extends RecordBase {
  readonly type: 'frame';
  readonly direction: 'in' | 'out';
  readonly connectionId: string;
  /** What API Gateway tells the function as the request's id, and the id of the frame that an answer belongs to. */
  readonly requestId: string;
  readonly text: string;
}

/** A request to the HTTP API. */
export interface HttpRecord extends RecordBase {
  readonly type: 'http';
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** What API Gateway tells the function as the request's id; absent: no function was asked. */
  requestId: string | undefined;
  /** Absent: it is not answered yet. */
  status: number | undefined;
  durationMs: number | undefined;
}

/** A function handles an event. */
export interface InvocationRecord extends RecordBase {
  readonly type: 'invocation';
  readonly functionName: string;
  readonly trigger: string;
  /** What the function is told as its request id; the same at every try. */
  readonly requestId: string;
  /** The event as JSON. */
  readonly payload: string;
  /** How long it waited for a process, in milliseconds; absent: it still waits. */
  waitedMs: number | undefined;
  cold: boolean;
  /** How long the function took; absent: it has not ended. */
  durationMs: number | undefined;
  cost: Cost;
  /** What the function wrote. */
  output: readonly string[];
  failure: string | undefined;
  /** What the function answered. */
  answer: string | undefined;
}

/** A function's call to a service of AWS. */
export interface CallRecord extends RecordBase {
  readonly type: 'call';
  readonly functionName: string;
  /** The invocation that made it; absent: the process was handling no event. */
  readonly invocationId: number | undefined;
  /** For example `dynamodb`. */
  readonly service: string;
  /** For example `PutItem`. */
  readonly operation: string;
  /** The first resource that it touches. */
  readonly resource: string;
  readonly url: string;
  readonly input: Buffer;
  output: string | Buffer;
  status: number | undefined;
  cost: Cost;
  durationMs: number | undefined;
  /** What was made to go wrong with it. */
  fault: string | undefined;
}

/** Something that the platform told the developer: a problem, or what a function wrote while it handled no event. */
export interface NoteRecord extends RecordBase {
  readonly type: 'note';
  readonly kind: 'problem' | 'output' | 'note';
  readonly source: string;
  readonly text: string;
}

export type Recorded = FrameRecord | HttpRecord | InvocationRecord | CallRecord | NoteRecord;
