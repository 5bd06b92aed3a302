import { createServer, type Server } from 'node:http';
import { createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { listen } from './listen.ts';
import type { Part } from './started.ts';

/** Every server of HTTP, in the order of their ports. */
const names = ['web', 'http', 'webSocket', 'door'] as const;

type Name = (typeof names)[number];

/** The servers of the platform. They listen, and answer nothing before they are told how to. */
export interface Servers extends Readonly<Record<Name, Server>>, Part {
  readonly ports: Readonly<Record<Name, number>>;
  /** Listens for mail, on the port behind the others. @returns the server and its port */
  openMail(): Promise<{ readonly server: TcpServer; readonly port: number }>;
  /** The port behind that for mail, where a simulator of Telegram listens by itself. 0: any free one. */
  readonly telegramPort: number;
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
  const mail = createTcpServer();
  const stop = (): void => {
    mail.close();
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
  const openMail = async () => ({
    server: mail,
    port: await listen(mail, firstPort === 0 ? 0 : firstPort + names.length),
  });
  const telegramPort = firstPort === 0 ? 0 : firstPort + names.length + 1;
  return { ...servers, ports, openMail, telegramPort, stop };
}
