import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { listen } from '../listen.ts';
import type { FunctionError } from './invocation.ts';

/** An event as the Runtime API hands it to a process. */
interface RuntimeEvent {
  readonly requestId: string;
  readonly payload: string;
  readonly deadline: number;
  readonly functionArn: string;
}

/** What a process reports. */
export interface RuntimeReports {
  /** It has loaded its bundle, or finished an event, and asks for the next. */
  ready(): void;
  answered(requestId: string, payload: string): void;
  failed(requestId: string, error: FunctionError): void;
  initialisationFailed(error: FunctionError): void;
}

export interface RuntimeApi {
  /** `host:port`. */
  readonly address: string;
  /** Hands an event to the process, at once or when it asks for the next. */
  send(event: RuntimeEvent): void;
  close(): void;
}

const prefix = '/2018-06-01/runtime';

/**
 * Lambda's Runtime API for one process.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export async function startRuntimeApi(reports: RuntimeReports): Promise<RuntimeApi> {
  let waiting: ServerResponse | undefined;
  let held: RuntimeEvent | undefined;
  const handOver = (): void => {
    if (!waiting || !held) return;
    sendEvent(waiting, held);
    waiting = undefined;
    held = undefined;
  };
  const server: Server = createServer((request, response) => {
    if (request.url === `${prefix}/invocation/next`) {
      waiting = response;
      reports.ready();
      handOver();
      return;
    }
    void readBody(request).then((body) => {
      response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
      report(request.url ?? '', body, reports);
    });
  });
  server.keepAliveTimeout = 0;
  const port = await listen(server, 0);
  return {
    address: `127.0.0.1:${port}`,
    send: (event) => {
      // A process that has just answered may not have asked again yet.
      held = event;
      handOver();
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function sendEvent(
  response: ServerResponse,
  { requestId, payload, deadline, functionArn }: RuntimeEvent,
): void {
  const trace = requestId.replaceAll('-', '');
  response.writeHead(200, {
    'content-type': 'application/json',
    'Lambda-Runtime-Aws-Request-Id': requestId,
    'Lambda-Runtime-Deadline-Ms': String(deadline),
    'Lambda-Runtime-Invoked-Function-Arn': functionArn,
    'Lambda-Runtime-Trace-Id': `Root=1-${trace.slice(0, 8)}-${trace.slice(8)};Sampled=0`,
  });
  response.end(payload);
}

function report(url: string, body: string, reports: RuntimeReports): void {
  if (url === `${prefix}/init/error`) reports.initialisationFailed(parseError(body));
  const [, requestId, kind] =
    /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/.exec(url) ?? [];
  if (requestId === undefined) return;
  if (kind === 'response') reports.answered(requestId, body);
  else reports.failed(requestId, parseError(body));
}

function parseError(body: string): FunctionError {
  const { errorType, errorMessage, trace } = JSON.parse(body) as Partial<FunctionError>;
  return { errorType: errorType ?? 'Error', errorMessage: errorMessage ?? '', trace: trace ?? [] };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
