import { createServer, type Server } from 'node:http';
import { listen } from './listen.ts';
import type { Part } from './started.ts';

/** Every server of the platform, in the order of their ports. */
const names = ['web', 'http', 'webSocket', 'door'] as const;

type Name = (typeof names)[number];

/** The servers of the platform. They listen, and answer nothing before they are told how to. */
export interface Servers extends Readonly<Record<Name, Server>>, Part {
  readonly ports: Readonly<Record<Name, number>>;
}

/** Longer than a client keeps an unused connection, so that none is closed under a request, in milliseconds. */
const keepAliveMs = 300_000;

/**
 * Listens with each, on ports that follow each other or on any free ones.
 *
 * @param firstPort 0: any free ones
 * @throws {PlatformError} `port.unusable`
 */
export async function openServers(firstPort: number): Promise<Servers> {
  const servers = {} as Record<Name, Server>;
  const ports = {} as Record<Name, number>;
  const stop = (): void => {
    for (const server of Object.values(servers)) {
      server.close();
      server.closeAllConnections();
    }
  };
  try {
    for (const [offset, name] of names.entries()) {
      const server = createServer({ keepAliveTimeout: keepAliveMs });
      servers[name] = server;
      ports[name] = await listen(server, firstPort === 0 ? 0 : firstPort + offset);
    }
  } catch (error) {
    stop();
    throw error;
  }
  return { ...servers, ports, stop };
}
