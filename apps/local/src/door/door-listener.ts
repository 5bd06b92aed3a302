import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Log } from '../log/log.ts';
import { readBody } from '../read-body.ts';
import type { Door } from './door.ts';

/** Larger than any request that a service of AWS takes here, in bytes. */
const largestRequestBytes = 60 * 1024 * 1024;

/** Answers HTTP requests by the door. */
export function createDoorListener(door: Door, log: Log): RequestListener {
  return (request, response) => {
    handle(door, request, response).catch((error: unknown) => {
      log.problem(
        'door',
        `${request.method} ${request.url}: ${error instanceof Error ? error.stack : error}`,
      );
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ message: 'The local platform failed; its log says why.' }));
    });
  };
}

async function handle(door: Door, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request, largestRequestBytes);
  if (!body) return void response.writeHead(413).end();
  const { method = 'GET', url = '/', headers } = request;
  const answer = await door({ method, url, headers, body });
  // The caller was killed: it must not hear anything more.
  if (!answer) return void request.socket.destroy();
  response
    .writeHead(answer.status, { 'content-length': Buffer.byteLength(answer.body), ...answer.headers })
    .end(answer.body);
}
