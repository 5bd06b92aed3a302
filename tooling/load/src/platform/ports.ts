import { createServer } from 'node:net';

/** How many ports a platform takes, one after the other. */
const portsOfPlatform = 5;

/** Below the ports that the system itself gives away. */
const firstPort = 12_000;
const lastPort = 30_000;

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** The first of so many free ports that a platform can come back to them. @param random from 0 to below 1 */
export async function freeFirstPort(random: () => number): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const first = firstPort + Math.floor(random() * (lastPort - firstPort));
    const free = await Promise.all(
      Array.from({ length: portsOfPlatform }, (_, index) => isFree(first + index)),
    );
    if (free.every(Boolean)) return first;
  }
  throw new Error(`No ${portsOfPlatform} free ports were found between ${firstPort} and ${lastPort}.`);
}
