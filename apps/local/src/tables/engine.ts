import {
  type DynamoDbEngine,
  EngineMissingError,
  EngineStartError,
  startDynamoDb,
} from '@switchboard/dynamodb-engine';
import { type DataFolder, damaged } from '../data-folder/data-folder.ts';
import type { Log } from '../log/log.ts';
import { PlatformError } from '../platform-error.ts';

/** A DynamoDB that is started again when it ends, at the same address. */
export interface Engine {
  /** For example `http://127.0.0.1:40123`. */
  readonly endpoint: string;
  /** Settles when the engine has ended and cannot be started again, with why. */
  readonly lost: Promise<PlatformError>;
  stop(): Promise<void>;
}

export interface EngineOptions {
  readonly dataFolder: DataFolder;
  /** The environment in which an engine is looked for. */
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
}

/** An engine that ends more often than this is given up. */
const mostRestarts = 5;

/**
 * Starts a DynamoDB on the data folder and keeps it running.
 *
 * @throws {PlatformError} `engine.missing`, `engine.failed` or `data.damaged`
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { log, dataFolder } = options;
  let current = await startOnce(options);
  const { endpoint } = current;
  let stopped = false;

  const keepRunning = async (): Promise<PlatformError> => {
    for (let restarts = 0; restarts < mostRestarts; restarts += 1) {
      const ending = await current.ended;
      if (stopped) return new Promise(() => {});
      if (dataFolder.databaseFile === undefined) return memoryLost(ending);
      try {
        current = await startOnce(options, Number(new URL(endpoint).port));
      } catch (error) {
        return notAgain(ending, error);
      }
      if (stopped) await current.stop();
      log.problem('dynamodb', `The engine ended (${ending}) and was started again. No data is lost.`);
    }
    return notAgain(`it ended ${mostRestarts} times`);
  };

  return {
    endpoint,
    lost: keepRunning(),
    stop: () => {
      stopped = true;
      return current.stop();
    },
  };
}

async function startOnce({ dataFolder, env }: EngineOptions, port?: number): Promise<DynamoDbEngine> {
  const { databaseFile, path } = dataFolder;
  try {
    const engine = await startDynamoDb({
      ...(databaseFile === undefined ? {} : { databaseFile }),
      ...(port === undefined ? {} : { port }),
      env,
    });
    if (engine.kind === 'external') await reach(engine.endpoint);
    return engine;
  } catch (error) {
    if (error instanceof EngineMissingError)
      throw new PlatformError('engine.missing', error.message, { cause: error });
    if (!(error instanceof EngineStartError)) throw error;
    if (path !== undefined && /malformed|corrupt|not a database/i.test(error.message))
      throw damaged(path, 'dynamodb.sqlite', error);
    throw new PlatformError('engine.failed', error.message, { cause: error });
  }
}

/** @throws {PlatformError} `engine.failed` unless something answers there */
async function reach(endpoint: string): Promise<void> {
  try {
    await (await fetch(endpoint)).body?.cancel();
  } catch (cause) {
    const message = `Nothing answers at ${endpoint}, which DYNAMODB_ENDPOINT names. Start the DynamoDB there, or leave the variable out: the platform starts one.`;
    throw new PlatformError('engine.failed', message, { cause });
  }
}

const memoryLost = (ending: string): PlatformError =>
  new PlatformError(
    'engine.lost',
    `The DynamoDB engine ended (${ending}), and what it kept in memory is lost. Start the platform again; with DATA_DIR=<a folder> data outlives the engine.`,
  );

const notAgain = (ending: string, cause?: unknown): PlatformError =>
  new PlatformError(
    'engine.lost',
    `The DynamoDB engine ended (${ending}) and could not be started again${cause instanceof Error ? `: ${cause.message}` : '.'} Start the platform again; the data folder has everything that was written.`,
    { cause },
  );
