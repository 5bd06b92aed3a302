import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { AwsAccess } from '@switchboard/chat-core/aws';

interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What the server answers; `lost`: it takes the request and closes the connection. */
type Answer = { readonly status: number; readonly body?: string } | 'lost';

/** A server in the place of AWS: it remembers what it is asked, and answers what it is told. */
export interface AwsServer {
  readonly access: AwsAccess;
  readonly requests: SeenRequest[];
  /** What the next requests are answered, one after the other; then again 200. */
  readonly answers: Answer[];
  readonly close: () => Promise<void>;
}

export async function startAwsServer(): Promise<AwsServer> {
  const requests: SeenRequest[] = [];
  const answers: Answer[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    requests.push({ method, path: url, headers, body: await buffer(request) });
    const answer = answers.shift() ?? { status: 200, body: '{"MessageId":"1"}' };
    if (answer === 'lost') request.socket.destroy();
    else response.writeHead(answer.status).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    access: {
      region: 'eu-central-1',
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session' },
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      now: () => Date.parse('2026-11-21T10:00:00Z'),
      random: () => 0.01,
    },
    requests,
    answers,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
