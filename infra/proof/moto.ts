import { type ChildProcess, spawn } from 'node:child_process';
import { freePort } from '../test/free-port.ts';

/** moto plays AWS, and was not written here: https://docs.getmoto.org. */
export interface Moto {
  /** For example `http://127.0.0.1:5000`. */
  readonly endpoint: string;
  stop(): void;
}

/**
 * Starts moto, and waits until it answers. The SDK finds credentials in the environment from then on; moto takes any.
 *
 * @throws {Error} if it ends before it has answered
 */
export async function startMoto(): Promise<Moto> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const server = spawn('moto_server', ['-p', String(port)], { stdio: 'ignore' });
  await answers(server, `${endpoint}/moto-api/`);
  // biome-ignore lint/style/noProcessEnv: where the SDK looks for credentials
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' });
  return { endpoint, stop: () => void server.kill() };
}

async function answers(server: ChildProcess, address: string): Promise<void> {
  const isUp = () =>
    fetch(address).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isUp())) {
    if (server.exitCode !== null) throw new Error(`moto_server ended with ${server.exitCode}.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
