import type { Table } from '../deployment/tables.ts';
import { createForward, type Forward } from '../door/forward.ts';
import type { Log } from '../log/log.ts';
import type { PlatformError } from '../platform-error.ts';
import { createStarted, type Part } from '../started.ts';
import { createTables } from './create-tables.ts';
import { type EngineOptions, startEngine } from './engine.ts';
import { createEngineClient, type EngineClient } from './engine-client.ts';
import { startTtlSweep } from './ttl-sweep.ts';

export interface TablesOptions extends EngineOptions {
  readonly tables: readonly Table[];
  /** How often the tables are swept for expired items, in milliseconds. */
  readonly sweepMs: number;
  readonly now: () => number;
  readonly log: Log;
}

/** DynamoDB with the stack's tables. */
export interface Tables extends Part {
  /** The engine itself. */
  readonly endpoint: string;
  /** Sends a request to the engine. */
  readonly forward: Forward;
  /** Calls the engine in the platform's own name. */
  readonly client: EngineClient;
  /** Settles when the engine is lost for good, with why. */
  readonly lost: Promise<PlatformError>;
}

/** @throws {PlatformError} where there is no engine, or where a kept table is not what the stack says */
export async function startTables(options: TablesOptions): Promise<Tables> {
  const { dataFolder, tables, sweepMs, now, log } = options;
  const started = createStarted();
  try {
    const { endpoint, lost } = started.add(await startEngine(options));
    const forward = started.add(createForward(endpoint));
    const client = createEngineClient(forward);
    await createTables(client, tables, dataFolder.path);
    started.add(startTtlSweep({ engine: client, tables, everyMs: sweepMs, now, log }));
    return { endpoint, lost, forward, client, stop: started.stop };
  } catch (error) {
    await started.stop();
    throw error;
  }
}
