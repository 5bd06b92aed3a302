import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Addresses {
  readonly ws: string;
  readonly http: string;
  readonly aws: string;
}

export interface RunningPlatform {
  readonly addresses: Addresses;
  /** From the command to the ready line, milliseconds. */
  readonly readyMs: number;
  stop(): Promise<void>;
}

const root = new URL('../../../', import.meta.url);

/** Starts the platform as a user does, in memory. @param env what else to set in its environment */
export async function startPlatform(env: Readonly<Record<string, string>>): Promise<RunningPlatform> {
  const started = performance.now();
  const child = spawn('npm', ['start'], {
    cwd: root,
    // biome-ignore lint/style/noProcessEnv: npm needs the environment that this was started in
    env: { ...process.env, PORT: '0', DATA_DIR: 'memory', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('ready ')) continue;
    const readyMs = performance.now() - started;
    child.stdout.resume();
    const stop = async () => {
      child.kill('SIGTERM');
      await exited;
    };
    return { addresses: JSON.parse(line.slice('ready '.length)) as Addresses, readyMs, stop };
  }
  throw new Error('npm start ended before it was ready');
}
