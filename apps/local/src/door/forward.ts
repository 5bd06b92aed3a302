import type { Part } from '../started.ts';
import { type EngineConnection, openEngineConnection } from './engine-connection.ts';
import type { ServiceRequest, ServiceResponse } from './service.ts';

/** Sends a request to the engine. @throws where the engine does not answer */
export type Forward = (
  request: Pick<ServiceRequest, 'headers'> & { readonly body: string },
) => Promise<ServiceResponse>;

/** More requests than these at once wait for each other. */
const mostConnections = 256;

/** What the engine is told of a request. It wants a signature to be there and does not check it. */
const forwarded = [
  'content-type',
  'x-amz-target',
  'x-amz-date',
  'authorization',
  'x-amz-security-token',
] as const;

/**
 * Sends requests on to the engine over connections that stay open. Node's own client does far more than an engine on this machine
 * needs, and most of what the platform does is such requests.
 *
 * Every connection is idle, or belongs to one request; there are never more than {@link mostConnections}.
 */
export function createForward(endpoint: string): Forward & Part {
  const { hostname, port } = new URL(endpoint);
  const connections = new Set<EngineConnection>();
  const idle: EngineConnection[] = [];
  const waiting: (() => void)[] = [];

  const open = (): EngineConnection => {
    const connection = openEngineConnection(hostname, Number(port), () => {
      connections.delete(connection);
      if (idle.includes(connection)) idle.splice(idle.indexOf(connection), 1);
    });
    connections.add(connection);
    return connection;
  };

  const acquire = async (): Promise<EngineConnection> => {
    for (;;) {
      const connection = idle.pop() ?? (connections.size < mostConnections ? open() : undefined);
      if (connection) return connection;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };

  const forward: Forward = async ({ headers, body }) => {
    const connection = await acquire();
    try {
      const {
        status,
        headers: answered,
        body: answer,
      } = await connection.request(requestText(headers, body, hostname));
      if (answered.connection === 'close') connection.close();
      else if (connections.has(connection)) idle.push(connection);
      return { status, headers: { 'content-type': answered['content-type'] ?? jsonType }, body: answer };
    } finally {
      waiting.shift()?.();
    }
  };
  return Object.assign(forward, {
    stop: () => {
      for (const connection of connections) connection.close();
    },
  });
}

const jsonType = 'application/x-amz-json-1.0';

function requestText(headers: ServiceRequest['headers'], body: string, host: string): string {
  const lines = forwarded.flatMap((name) =>
    headers[name] === undefined ? [] : [`${name}: ${headers[name]}`],
  );
  return [
    'POST / HTTP/1.1',
    `host: ${host}`,
    ...lines,
    `content-length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}
