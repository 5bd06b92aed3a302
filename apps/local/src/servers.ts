import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { listen } from './listen.ts';
import type { Part } from './started.ts';

/** Every server of HTTP, in the order of their ports. */
const names = ['web', 'http', 'webSocket', 'door'] as const;

type Name = (typeof names)[number];

/** The servers of the platform. They listen, and requests wait until they are told how to answer. */
export interface Servers extends Part {
  /** Upgrades to WebSockets are taken from it. */
  readonly webSocket: Server;
  /** Answers the requests to a server, beginning with those that wait. */
  answer(name: Name, listener: RequestListener): void;
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
  const answering = {} as Record<Name, (listener: RequestListener) => void>;
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
      answering[name] = holdRequests(server);
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
  return {
    webSocket: servers.webSocket,
    ports,
    answer: (name, listener) => answering[name](listener),
    openMail,
    telegramPort,
    stop,
  };
}

/**
 * Has requests wait. A page that was open before a restart asks as soon as the port is open, which is before the platform knows its answers.
 *
 * @returns answers those that wait, and all later ones
 */
function holdRequests(server: Server): (listener: RequestListener) => void {
  const waiting: [IncomingMessage, ServerResponse][] = [];
  let answer: RequestListener = (request, response) => void waiting.push([request, response]);
  server.on('request', (request, response) => answer(request, response));
  return (listener) => {
    answer = listener;
    for (const [request, response] of waiting.splice(0)) listener(request, response);
  };
}
