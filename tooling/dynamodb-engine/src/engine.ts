import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A DynamoDB that answers at `endpoint` until it is stopped. */
export interface DynamoDbEngine {
  readonly kind: 'external' | 'dynoxide';
  /** For example `http://127.0.0.1:40123`. */
  readonly endpoint: string;
  stop(): Promise<void>;
}

export interface StartDynamoDbOptions {
  /** The file that keeps the data. @default in memory */
  readonly databaseFile?: string;
  /** @default process.env */
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Starts a DynamoDB engine, or takes the one that `DYNAMODB_ENDPOINT` names.
 *
 * @throws {Error} naming the command to run where no engine can be found
 */
export async function startDynamoDb({
  databaseFile,
  // biome-ignore lint/style/noProcessEnv: the composition root of every test run; callers with a configuration pass theirs
  env = process.env,
}: StartDynamoDbOptions = {}): Promise<DynamoDbEngine> {
  const external = env.DYNAMODB_ENDPOINT;
  if (external) return { kind: 'external', endpoint: external, stop: async () => {} };
  const binary = bundledDynoxide();
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const args = [
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
      ...(databaseFile ? ['--db-path', databaseFile] : []),
    ];
    const child = spawn(binary, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const failure = await waitUntilListening(child, port);
    if (failure === undefined) {
      return { kind: 'dynoxide', endpoint: `http://127.0.0.1:${port}`, stop: () => stopProcess(child) };
    }
    // Another process can take the port between our look and dynoxide's bind.
    if (attempt === 5) throw new Error(`dynoxide did not start: ${failure}`);
  }
}

function bundledDynoxide(): string {
  try {
    return createRequire(import.meta.url).resolve('@dynoxide/linux-x64/dynoxide');
  } catch (cause) {
    throw new Error('No DynamoDB engine found. Run `npm install` on Linux x64, or set DYNAMODB_ENDPOINT.', {
      cause,
    });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function waitUntilListening(child: ChildProcess, port: number): Promise<string | undefined> {
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
  for (let tries = 0; tries < 1000; tries += 1) {
    if (failure !== undefined) return failure;
    if (await accepts(port)) return undefined;
    await delay(5);
  }
  child.kill('SIGKILL');
  return `it did not listen on port ${port} within 5 s: ${stderr.trim()}`;
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

function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}
