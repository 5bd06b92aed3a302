import type { Duplex } from 'node:stream';
import type { FunctionError } from './invocation.ts';
import { createLineReader } from './line-reader.ts';

/** An event as a process is handed it. */
interface ChannelEvent {
  readonly requestId: string;
  /** The event as JSON, on one line. */
  readonly payload: string;
  /** When the function is stopped, in epoch milliseconds. */
  readonly deadline: number;
  readonly functionArn: string;
}

/** What a process reports. */
export interface ChannelReports {
  /** It has loaded its bundle. */
  ready(): void;
  answered(requestId: string, payload: string): void;
  failed(requestId: string, error: FunctionError): void;
  initialisationFailed(error: FunctionError): void;
}

/**
 * Events and answers between the platform and one process, over a socket that the process has from its start. Either is a line of JSON
 * that says what it is, and a line with the payload, which nobody between the sender and the handler parses. Lambda's Runtime API takes
 * four messages and two HTTP servers for the same.
 */
export interface EventChannel {
  send(event: ChannelEvent): void;
}

/** What the process says before the payload; `src/functions/runtime-client.cjs` writes it. */
interface Report {
  readonly type: 'ready' | 'answered' | 'failed' | 'initialisationFailed';
  readonly requestId?: string;
}

export function openEventChannel(socket: Duplex, reports: ChannelReports): EventChannel {
  let report: Report | undefined;
  const take = (line: string): void => {
    if (report === undefined) {
      report = JSON.parse(line) as Report;
      return;
    }
    const { type, requestId = '' } = report;
    report = undefined;
    if (type === 'ready') reports.ready();
    else if (type === 'answered') reports.answered(requestId, line);
    else if (type === 'failed') reports.failed(requestId, JSON.parse(line) as FunctionError);
    else reports.initialisationFailed(JSON.parse(line) as FunctionError);
  };
  const read = createLineReader((line) => {
    try {
      take(line);
    } catch {
      // The bundle has written to the socket itself. Without it the process ends, and its exit is reported.
      socket.destroy();
    }
  });
  socket.on('data', read);
  // The process has ended in the middle of something: its exit says so.
  socket.on('error', () => {});
  return {
    send: ({ payload, ...event }) => {
      const trace = event.requestId.replaceAll('-', '');
      const traceId = `Root=1-${trace.slice(0, 8)}-${trace.slice(8)};Sampled=0`;
      socket.write(`${JSON.stringify({ ...event, traceId })}\n${payload}\n`);
    },
  };
}
