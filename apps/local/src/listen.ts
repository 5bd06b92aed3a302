import type { Server } from 'node:net';
import { PlatformError } from './platform-error.ts';

/**
 * Listens on this machine only.
 *
 * @param port 0: any free one
 * @returns the port
 * @throws {PlatformError} `port.unusable`
 */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(portProblem(port, error));
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

const choice = 'choose other ports: `PORT=5000 npm start`, or `PORT=0` for any free ones';

/** Why a port cannot be listened on, and what to do. */
export function portProblem(port: number, cause: NodeJS.ErrnoException): PlatformError {
  const sentences: Readonly<Record<string, string>> = {
    EADDRINUSE: `Port ${port} is taken. Stop the program that has it, or ${choice}.`,
    EACCES: `Port ${port} needs administrator rights, as ports below 1024 often do; ${choice}.`,
  };
  const sentence =
    sentences[cause.code ?? ''] ?? `Port ${port} cannot be used (${cause.message}); ${choice}.`;
  return new PlatformError('port.unusable', sentence, { cause });
}
