import type { Server } from 'node:net';
import { PlatformError } from './platform-error.ts';

/**
 * Listens on this machine only.
 *
 * @param port 0: any free one
 * @returns the port
 * @throws {PlatformError} `port.taken`
 */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' || error.code === 'EACCES' ? portTaken(port, error) : error);
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

const portTaken = (port: number, cause: Error): PlatformError =>
  new PlatformError(
    'port.taken',
    `Port ${port} cannot be used (${cause.message}). Stop the program that has it, or choose other ports: \`PORT=5000 npm start\`, or \`PORT=0\` for any free ones.`,
    { cause },
  );
