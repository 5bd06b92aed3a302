import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { synthesise } from './synthesise.ts';

export interface Addresses {
  readonly ws: string;
  readonly http: string;
  readonly aws: string;
}

/** The built local platform in a process of its own, started as `npm start` does. */
export interface Platform {
  readonly pid: number;
  readonly addresses: Addresses;
  /** What it logged of functions that failed and of its own problems. */
  readonly failures: readonly string[];
  /** Whether its process lives. */
  isRunning(): boolean;
  /** Ends it, and waits until it is gone. */
  end(signal: NodeJS.Signals): Promise<void>;
}

/** Settings of the stack, and variables of the platform's process. */
export interface PlatformSettings {
  /** For example `{ BOT: 'echo' }`. */
  readonly stack?: Readonly<Record<string, string>>;
  /** For example `{ SPEED: '10' }`. */
  readonly env?: Readonly<Record<string, string>>;
}

const main = fileURLToPath(new URL('../../../../apps/local/src/main.ts', import.meta.url));

/** A line of the log that tells of a failure. */
const failurePattern = / failed$|Error: /;

/**
 * Boots the platform for a run, and ends it however the run ends.
 *
 * @param use gets the platform, a way to start it again once it was killed, and a folder that is removed in the end
 */
export async function withPlatform<T>(
  { stack = {}, env = {} }: PlatformSettings,
  use: (start: (more?: Readonly<Record<string, string>>) => Promise<Platform>, folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-load-'));
  const started: Platform[] = [];
  try {
    const TERRAFORM_FILE = await synthesise(join(folder, 'stack'), stack);
    const start = async (more: Readonly<Record<string, string>> = {}): Promise<Platform> => {
      const platform = await startPlatform({ TERRAFORM_FILE, ...env, ...more });
      started.push(platform);
      return platform;
    };
    return await use(start, folder);
  } finally {
    for (const platform of started) if (platform.isRunning()) await platform.end('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startPlatform(env: Readonly<Record<string, string>>): Promise<Platform> {
  // biome-ignore lint/style/noProcessEnv: the platform is started as a developer's shell would
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], {
    env: { PATH, PORT: '0', DATA_DIR: 'memory', LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const failures: string[] = [];
  const addresses = await readyLine(child, failures);
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  return {
    pid: child.pid ?? 0,
    addresses,
    failures,
    isRunning,
    end: async (signal) => {
      if (!isRunning()) return;
      child.kill(signal);
      await once(child, 'exit');
    },
  };
}

/** @throws {Error} with what the platform said, if it ended instead */
function readyLine(child: ChildProcess, failures: string[]): Promise<Addresses> {
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    const read = (line: string): void => {
      if (said.length < 50) said.push(line);
      if (line.startsWith('ready ')) resolve(JSON.parse(line.slice('ready '.length)) as Addresses);
      else if (failurePattern.test(line) && failures.length < 1_000) failures.push(line);
    };
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', read);
    }
    child.once('error', reject);
    child.once('exit', () =>
      reject(new Error(`The platform ended before it was ready:\n${said.join('\n')}`)),
    );
  });
}
