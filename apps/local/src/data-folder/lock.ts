import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { PlatformError } from '../platform-error.ts';

/**
 * Takes a folder for this process alone. The lock is a socket in Linux's abstract namespace, named after the folder: it is
 * gone the moment that the process is, however it ended, so that no stale lock is ever left.
 *
 * @returns a function that gives it back
 * @throws {PlatformError} `data.inUse`
 */
export async function lockFolder(folder: string): Promise<() => void> {
  if (process.platform !== 'linux') return () => {};
  const name = `\0switchboard-${createHash('sha256').update(folder).digest('hex').slice(0, 32)}`;
  const server: Server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(inUse(folder, cause)));
    server.listen(name, resolve);
  });
  server.unref();
  return () => server.close();
}

const inUse = (folder: string, cause: Error): PlatformError =>
  new PlatformError(
    'data.inUse',
    `Another Switchboard runs on the data folder ${folder}. Stop it, or give this one a folder of its own: \`DATA_DIR=/another/folder npm start\`.`,
    { cause },
  );
