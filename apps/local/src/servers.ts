import type { Server } from 'node:http';
import { listen } from './listen.ts';

/** Every address that the platform answers at, in the order of their ports. */
export interface Servers {
  readonly web: Server;
  readonly http: Server;
  readonly webSocket: Server;
  readonly door: Server;
}

export type Ports = Readonly<Record<keyof Servers, number>>;

/** Longer than a client keeps an unused connection, so that none is closed under a request, in milliseconds. */
const keepAliveMs = 300_000;

/**
 * Listens with each; on ports that follow each other, or on any free ones.
 *
 * @throws {PlatformError} `port.taken`
 */
export async function listenAll(servers: Servers, firstPort: number): Promise<Ports> {
  const at = (server: Server, offset: number): Promise<number> => {
    server.keepAliveTimeout = keepAliveMs;
    return listen(server, firstPort === 0 ? 0 : firstPort + offset);
  };
  return {
    web: await at(servers.web, 0),
    http: await at(servers.http, 1),
    webSocket: await at(servers.webSocket, 2),
    door: await at(servers.door, 3),
  };
}

export function closeAll({ web, http, webSocket, door }: Servers): void {
  for (const server of [web, http, webSocket, door]) {
    server.close();
    server.closeAllConnections();
  }
}
