import type { ChildProcess } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A port that nothing listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** How often the port is tried, in milliseconds. */
const pollMs = 5;

/**
 * Waits until a program listens.
 *
 * @param withinMs how long it has, in milliseconds
 * @returns what went wrong, or `undefined`
 */
export async function waitUntilListening(
  child: ChildProcess,
  port: number,
  withinMs: number,
): Promise<string | undefined> {
  let failure: string | undefined;
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  child.once('error', (error) => {
    failure = error.message;
  });
  child.once('exit', (code) => {
    failure = `exit code ${code}: ${stderr.trim()}`;
  });
  for (let waitedMs = 0; waitedMs < withinMs; waitedMs += pollMs) {
    if (failure !== undefined) return failure;
    if (await accepts(port)) return undefined;
    await delay(pollMs);
  }
  return `it did not listen on port ${port} within ${withinMs / 1000} s: ${stderr.trim()}`;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Waits until nothing listens on a port any more; gives up after a time, in milliseconds. */
export async function waitUntilFree(port: number, withinMs: number): Promise<void> {
  for (let waitedMs = 0; waitedMs < withinMs && (await accepts(port)); waitedMs += pollMs)
    await delay(pollMs);
}
