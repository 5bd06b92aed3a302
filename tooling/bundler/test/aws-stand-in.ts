import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

/** A request that reached the stand-in. */
export interface SeenRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An HTTP server that answers as SNS and the management API do on the wire, so that the SDK's own parsing is what runs. */
export async function startAwsStandIn(answers: (request: SeenRequest) => Answer) {
  const seen: SeenRequest[] = [];
  const server = createServer(async (request, response) => {
    const entry = { path: request.url ?? '', headers: request.headers, body: await text(request) };
    seen.push(entry);
    const { status, headers, body } = answers(entry);
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('The stand-in has no port.');
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { endpoint: `http://127.0.0.1:${address.port}`, seen, stop };
}
