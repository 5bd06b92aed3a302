import { EngineMissingError, EngineStartError } from './errors.ts';
import { startGuarded, stopGuarded } from './guarded-process.ts';
import { freePort, waitUntilFree, waitUntilListening } from './listening.ts';
import { type EngineProgram, findDynamoDbLocal, findDynoxide } from './programs.ts';

/** A DynamoDB that answers at `endpoint` until it is stopped; it does not outlive the process that started it. */
export interface DynamoDbEngine {
  readonly kind: 'external' | EngineProgram['kind'];
  /** For example `http://127.0.0.1:40123`. */
  readonly endpoint: string;
  /** Settles when the engine ends, stopped or not, with how it did; never for an external one. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

export interface StartDynamoDbOptions {
  /** The file that keeps the data; DynamoDB Local keeps its own beside it. @default in memory */
  readonly databaseFile?: string;
  /** The port to listen on. @default any free one */
  readonly port?: number;
  /** Which engine it has to be. @default the first that is found */
  readonly kind?: EngineProgram['kind'];
  /** @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** How long the former engine of a port has to end, in milliseconds. */
const portFreeMs = 2_000;

/** Another process can take the port between our look and the engine's bind. */
const attempts = 5;

/**
 * Starts a DynamoDB engine: the one that `DYNAMODB_ENDPOINT` names, the bundled dynoxide, dynoxide on the PATH, or DynamoDB
 * Local where it was fetched and Java 17 is there.
 *
 * @throws {EngineMissingError} naming the command to run where none is found
 * @throws {EngineStartError} with what the engine said
 */
export async function startDynamoDb({
  databaseFile,
  port: wantedPort,
  kind,
  // biome-ignore lint/style/noProcessEnv: the composition root of every test run; callers with a configuration pass theirs
  env = process.env,
}: StartDynamoDbOptions = {}): Promise<DynamoDbEngine> {
  const external = env.DYNAMODB_ENDPOINT;
  if (external && kind === undefined) {
    return { kind: 'external', endpoint: external, ended: new Promise(() => {}), stop: async () => {} };
  }
  const program = findProgram(kind, env);
  let failure: string | undefined;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const port = wantedPort ?? (await freePort());
    if (wantedPort !== undefined) await waitUntilFree(wantedPort, portFreeMs);
    const { child, ended } = startGuarded(program.command, program.args(port, databaseFile));
    failure = await waitUntilListening(child, port, program.startMs);
    const stop = () => stopGuarded(child);
    if (failure === undefined) {
      return { kind: program.kind, endpoint: `http://127.0.0.1:${port}`, ended, stop };
    }
    await stop();
  }
  throw new EngineStartError(`${program.kind} did not start: ${failure}`);
}

function findProgram(
  kind: EngineProgram['kind'] | undefined,
  env: NonNullable<StartDynamoDbOptions['env']>,
): EngineProgram {
  const found =
    (kind === 'dynamodb-local' ? undefined : findDynoxide(env)) ??
    (kind === 'dynoxide' ? undefined : findDynamoDbLocal(env));
  if (found) return found;
  throw new EngineMissingError(
    'No DynamoDB engine was found. On Linux x64 run `npm install`, which brings one; elsewhere put dynoxide on the PATH, ' +
      'run `npm run test:dynamodb-local` once (it fetches DynamoDB Local; needs Java 17), or set DYNAMODB_ENDPOINT to the address of a DynamoDB.',
  );
}
