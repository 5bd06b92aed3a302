import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** What the platform prints when it is ready. */
export interface Addresses {
  readonly web: string;
  readonly ws: string;
  readonly http: string;
  /** The port for mail, `smtp://127.0.0.1:4004`. */
  readonly smtp: string;
  /** The root of the Telegram simulator. */
  readonly telegram: string;
  /** The studio's page. */
  readonly studio: string;
  /** Every service of AWS. */
  readonly aws: string;
  /** The embedded DynamoDB. */
  readonly dynamodb: string;
}

/** Anything that serves the pages: a {@link Platform}, or one that was started in another way. */
export interface Served {
  readonly addresses: Pick<Addresses, 'web'>;
}

/** Settings of the environment `local` and secrets, for example `{BOT: 'llm'}`. */
export type Settings = Readonly<Record<string, string>>;

const main = fileURLToPath(new URL('../../local/src/main.ts', import.meta.url));
const infra = fileURLToPath(new URL('../../../infra/', import.meta.url));

/** Synthesises the environment `local` with settings of its own into a folder. @returns the file with its Terraform */
async function synthesise(folder: string, settings: Settings): Promise<string> {
  await promisify(execFile)(process.execPath, ['-C', 'switchboard-source', 'src/main.ts', 'local'], {
    cwd: infra,
    // biome-ignore lint/style/noProcessEnv: as for the platform
    env: { ...process.env, ...settings, CDKTF_OUTDIR: folder },
  });
  return join(folder, 'stacks/local/cdk.tf.json');
}

/** The whole platform in a process of its own, at addresses and with data that survive its end. */
export class Platform {
  readonly #port: number;
  readonly #dataDir: string;
  readonly #settings: Settings;
  #process: ChildProcess | undefined;
  #addresses: Addresses | undefined;

  private constructor(port: number, dataDir: string, settings: Settings) {
    this.#port = port;
    this.#dataDir = dataDir;
    this.#settings = settings;
  }

  /** @param settings what differs from the environment `local` as it was built. @default nothing */
  static async start(settings: Settings = {}): Promise<Platform> {
    const dataDir = await mkdtemp(join(tmpdir(), 'switchboard-browser-'));
    const differs = Object.keys(settings).length > 0;
    const file = differs ? { TERRAFORM_FILE: await synthesise(join(dataDir, 'synthesised'), settings) } : {};
    const platform = new Platform(await freePorts(), dataDir, { ...settings, ...file });
    await platform.start();
    return platform;
  }

  get addresses(): Addresses {
    if (!this.#addresses) throw new Error('The platform is not running.');
    return this.#addresses;
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, [main], {
      env: {
        // biome-ignore lint/style/noProcessEnv: the platform gets the environment of the person who runs the tests
        ...process.env,
        ...this.#settings,
        PORT: String(this.#port),
        DATA_DIR: this.#dataDir,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    this.#addresses = await readyLine(child);
  }

  /** Ends the platform as a crash would. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
    await rm(this.#dataDir, { recursive: true, force: true });
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }
}

/** @throws {Error} with what the platform printed, if it ends before it is ready */
function readyLine(child: ChildProcess): Promise<Addresses> {
  return new Promise((resolve, reject) => {
    let printed = '';
    child.stderr?.on('data', (data: Buffer) => {
      printed += data.toString();
    });
    child.once('exit', (code) => reject(new Error(`The platform ended with code ${code}.\n${printed}`)));
    if (!child.stdout) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      printed += `${line}\n`;
      if (line.startsWith('ready ')) resolve(JSON.parse(line.slice('ready '.length)));
    });
  });
}

/** How many ports the platform takes, from its first. */
const portsTaken = 6;

/** The first of some free ports below those that the system gives away by itself, for they have to stay free over a restart. */
async function freePorts(): Promise<number> {
  for (let first = 20_000 + (process.pid % 10_000); first < 32_000; first += portsTaken) {
    const ports = Array.from({ length: portsTaken }, (_, offset) => first + offset);
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return first;
  }
  throw new Error('No free ports between 20000 and 32000.');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
