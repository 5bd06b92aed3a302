import { Agent, request as httpRequest } from 'node:http';
import type { Part } from '../started.ts';
import type { Forward } from './json-service.ts';

/** Headers of one connection: they say nothing to the next. */
const hopByHop = new Set(['connection', 'transfer-encoding', 'content-length', 'keep-alive', 'expect']);

/** Sends requests on to another address, and keeps the connections to it open. */
export function createForward(endpoint: string): Forward & Part {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const { hostname, port } = new URL(endpoint);
  const forward: Forward = ({ method, url, headers, body }) =>
    new Promise((resolve, reject) => {
      const sent = httpRequest(
        {
          agent,
          hostname,
          port,
          method,
          path: url,
          headers: { ...endToEnd(headers), 'content-length': body.length },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 502,
              headers: endToEnd(response.headers) as Record<string, string>,
              body: Buffer.concat(chunks),
            }),
          );
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  return Object.assign(forward, { stop: () => agent.destroy() });
}

/** The checksum goes too: the body may change on its way. */
const endToEnd = <T>(headers: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => !hopByHop.has(name) && name !== 'x-amz-crc32'),
  );
